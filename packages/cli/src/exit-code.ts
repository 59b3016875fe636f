/** Exit codes. Scripts rely on them: they never change their meaning. */
export const EXIT = {
  ok: 0,
  /** Something went wrong while running. */
  failure: 1,
  /** An invalid command line or query. */
  usage: 2,
  /** Nothing found, with `--fail-empty`. */
  empty: 3,
  /** Missing or expired credentials, or a missing permission. */
  credentials: 4,
  /** DynamoDB throttled, or a budget ended the read early. */
  partial: 5,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

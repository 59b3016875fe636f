/** What the process exits with. Scripts rely on these numbers: they never change their meaning. */
export const EXIT = {
  ok: 0,
  /** Something went wrong while running. */
  failure: 1,
  /** The command line, or the query in it, cannot be understood. */
  usage: 2,
  /** Nothing was found, and `--fail-empty` was given. */
  empty: 3,
  /** No credentials, expired ones, or ones that do not allow what was asked. */
  credentials: 4,
  /** DynamoDB throttled, or a budget ended the read before everything was seen. */
  partial: 5,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

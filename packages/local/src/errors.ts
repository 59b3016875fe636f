/** An error for the user: its message says what is wrong and what to do. */
export class LocalError extends Error {
  override readonly name = "LocalError";

  /**
   * @param exitCode the exit code for a command: 2 for invalid input (no such folder, no event log), 1 for everything else
   */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A value of the template that cannot be resolved on this machine. */
export class UnresolvedError extends LocalError {
  /** @param where the resource and its property, such as `Jobs.Environment` */
  constructor(where: string, reason: string) {
    super(`${where} cannot be resolved here: ${reason}`, 2);
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

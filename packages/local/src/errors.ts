/** What stops local or a part of it, worded for the person who reads it: what was found and what to do. */
export class LocalError extends Error {
  override readonly name = "LocalError";

  /**
   * @param exitCode what a command should exit with: 2 when the input is to blame (no such folder, no event
   *   table), 1 for everything else.
   */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A value of the template that has no meaning on this machine. */
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

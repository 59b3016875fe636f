import { EXIT, type ExitCode } from "./exit-code.js";

/** How an error is reported: `{code,message,hint,retryable}` with `--json`, two lines otherwise. */
export interface ErrorReport {
  /** For programs; the message is for people. */
  code: string;
  message: string;
  /** What to do about it. */
  hint?: string;
  /** Whether the same command may succeed later. */
  retryable: boolean;
  /** The column in the query, counted from 1. */
  column?: number;
}

/** An error with a code, a hint and an exit code of its own. */
export class CliError extends Error {
  override readonly name = "CliError";

  constructor(
    readonly code: string,
    message: string,
    readonly hint?: string,
    readonly exitCode: ExitCode = EXIT.failure,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The command line is wrong: exit code 2. */
export function usageError(message: string, hint?: string): CliError {
  return new CliError("USAGE", message, hint, EXIT.usage);
}

/** The abort reason after Ctrl-C or SIGTERM. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor(readonly exitCode: ExitCode) {
    super("interrupted");
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

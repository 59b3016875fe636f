/** What went wrong, for programs; the message is for people. */
export type QueryErrorCode =
  | "SYNTAX"
  | "CURSOR"
  | "ID"
  | "TOO_WIDE"
  | "MISSING_INDEX"
  | "THROTTLED"
  | "UNAVAILABLE";

/**
 * Base class of the errors that this package throws. Errors of the AWS SDK are passed on unchanged.
 *
 * @example
 * try {
 *   await log.query(text);
 * } catch (error) {
 *   if (!(error instanceof QueryError)) throw error;
 *   console.error(error.message, error.hint);
 * }
 */
export abstract class QueryError extends Error {
  abstract readonly code: QueryErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean = false;
  /** What to do about it. */
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
    this.name = new.target.name;
  }
}

/**
 * The text is not a valid query.
 *
 * @example
 * if (error instanceof QuerySyntaxError) editor.selectionStart = error.column - 1;
 */
export class QuerySyntaxError extends QueryError {
  readonly code = "SYNTAX";
  /** Column of the problem, counted from 1 in UTF-16 units, as text boxes and editors count. */
  readonly column: number;

  constructor(problem: string, column: number, hint: string) {
    super(`${problem} (column ${column}): ${hint}`, hint);
    this.column = column;
  }
}

/**
 * The text is not a valid event id.
 *
 * @example
 * if (error instanceof EventIdError) return response.writeHead(400).end(error.message);
 */
export class EventIdError extends QueryError {
  readonly code = "ID";

  constructor(id: string) {
    super(
      `invalid event id '${id.slice(0, 200)}'`,
      "an id is origin@time@type@process, such as orders@2026-11-24T02:48:15.096003Z@JOB_FAILED@k3xw9d",
    );
  }
}

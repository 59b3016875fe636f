import type { IndexName } from "@service-events/schema";

/** What went wrong, for programs; the message is for people. */
export type QueryErrorCode =
  | "SYNTAX"
  | "CURSOR"
  | "ID"
  | "TOO_WIDE"
  | "MISSING_INDEX"
  | "THROTTLED"
  | "UNAVAILABLE";

/** The base of all errors that reading the log adds to those of the AWS SDK. */
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

/** The text is no query. */
export class QuerySyntaxError extends QueryError {
  readonly code = "SYNTAX";
  /** Where it went wrong, counted from 1 in UTF-16 units, as text boxes and editors count. */
  readonly column: number;

  constructor(problem: string, column: number, hint: string) {
    super(`${problem} (column ${column}): ${hint}`, hint);
    this.column = column;
  }
}

/** The cursor is damaged, or was given out for another query or another order. */
export class CursorError extends QueryError {
  readonly code = "CURSOR";

  constructor() {
    super(
      "the cursor does not belong to this query",
      "pass the cursor of a page on unchanged, with the query and the order of that page",
    );
  }
}

/** The text is no id of an event. */
export class EventIdError extends QueryError {
  readonly code = "ID";

  constructor(id: string) {
    super(
      `'${id.slice(0, 200)}' is no id of an event`,
      "an id reads origin@time@type@process, such as orders@2026-11-24T02:48:15.096003Z@JOB_FAILED@k3xw9d",
    );
  }
}

/** The query asks more partitions than one read may. */
export class QueryTooWideError extends QueryError {
  readonly code = "TOO_WIDE";

  constructor(partitions: number, most: number) {
    super(
      `the query would read ${partitions} partitions, and one may read ${most}`,
      "name fewer origins, or a user, a correlation or an event",
    );
  }
}

/** The table lacks an index that the log was said to have. */
export class MissingIndexError extends QueryError {
  readonly code = "MISSING_INDEX";
  readonly index: IndexName;

  constructor(index: IndexName, cause: unknown) {
    super(
      `the table has no index ${index}`,
      "list the indexes that the table has in `indexes`, or add this one to the table",
      { cause },
    );
    this.index = index;
  }
}

/** DynamoDB kept throttling the read until the last retry. */
export class QueryThrottledError extends QueryError {
  readonly code = "THROTTLED";
  override readonly retryable = true;

  constructor(attempts: number, cause: unknown) {
    super(
      `DynamoDB throttled the read ${attempts} times`,
      "try again later, read less, or raise the read limit of the table",
      { cause },
    );
  }
}

/** DynamoDB could not be reached, or did not answer, until the last retry. */
export class QueryUnavailableError extends QueryError {
  readonly code = "UNAVAILABLE";
  override readonly retryable = true;

  constructor(attempts: number, cause: unknown) {
    const { message, code, name } = (cause ?? {}) as { [key: string]: unknown };
    // A refused connection has several addresses and, with them, no message of its own.
    const reason = message || code || name || String(cause);
    super(
      `DynamoDB did not answer in ${attempts} attempts: ${reason}`,
      "check the endpoint, the region and the network, then try again",
      { cause },
    );
  }
}

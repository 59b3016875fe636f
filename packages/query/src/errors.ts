import type { IndexName } from "@service-events/schema";
import { QueryError } from "./language/errors.js";

/**
 * The cursor is damaged, or belongs to another query or order.
 *
 * @example
 * if (error instanceof CursorError) return log.query(text);
 */
export class CursorError extends QueryError {
  readonly code = "CURSOR";

  constructor() {
    super(
      "the cursor does not belong to this query",
      "pass a page's cursor unchanged, with the same query and order",
    );
  }
}

/**
 * The query would read more partitions than one read may.
 *
 * @example
 * if (error instanceof QueryTooWideError) console.error(error.hint);
 */
export class QueryTooWideError extends QueryError {
  readonly code = "TOO_WIDE";

  constructor(partitions: number, most: number) {
    super(
      `the query would read ${partitions} partitions; the maximum is ${most}`,
      "name fewer origins, or a user, a correlation or an event",
    );
  }
}

/**
 * The table lacks an index that the log was configured with.
 *
 * @example
 * if (error instanceof MissingIndexError) console.error(`The table lacks ${error.index}`);
 */
export class MissingIndexError extends QueryError {
  readonly code = "MISSING_INDEX";
  readonly index: IndexName;

  constructor(index: IndexName, cause: unknown) {
    super(
      `the table has no index ${index}`,
      "list the table's indexes in `indexes`, or add this one to the table",
      { cause },
    );
    this.index = index;
  }
}

/**
 * DynamoDB throttled every attempt.
 *
 * @example
 * if (error instanceof QueryThrottledError) return response.writeHead(503).end();
 */
export class QueryThrottledError extends QueryError {
  readonly code = "THROTTLED";
  override readonly retryable = true;

  constructor(attempts: number, cause: unknown) {
    super(
      `DynamoDB throttled the read ${attempts} times`,
      "try again later, read less, or raise the table's read limit",
      { cause },
    );
  }
}

/**
 * DynamoDB could not be reached, or did not give a usable answer, in any attempt.
 *
 * @example
 * if (error instanceof QueryUnavailableError) console.error(error.cause);
 */
export class QueryUnavailableError extends QueryError {
  readonly code = "UNAVAILABLE";
  override readonly retryable = true;

  constructor(attempts: number, cause: unknown) {
    const { message, code, name } = (cause ?? {}) as { [key: string]: unknown };
    // A refused connection to a name with several addresses has no message of its own.
    const reason = message || code || name || String(cause);
    super(
      `DynamoDB did not answer in ${attempts} attempts: ${reason}`,
      "check the endpoint, the region and the network, then try again",
      { cause },
    );
  }
}

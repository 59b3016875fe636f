import { createIdHash } from "./hashed-ids.js";
import { type Completion, completeText } from "./language/complete.js";
import { parseQuery } from "./language/parse.js";
import { printQuery } from "./language/print.js";
import type { Query } from "./language/query.js";
import { createLogContext, type EventLogConfig } from "./log-context.js";
import { UNLIMITED } from "./read/budget.js";
import { type Count, type CountOptions, countEvents } from "./read/count.js";
import { type ExplainOptions, type Explanation, explainQuery } from "./read/explain.js";
import { type Arrival, type FollowOptions, followEvents } from "./read/follow.js";
import { readEvent } from "./read/get.js";
import { MAX_LIMIT, type Page, type PageOptions, readPages } from "./read/pages.js";
import type { StoredEvent } from "./read/record.js";
import type { CountBy } from "./read/tally.js";
import type { RegisteredOrigin } from "./registry.js";

/** Options of a stream of events, which is read in pages of 1,000 events by default. */
export type EventsOptions = Omit<PageOptions, "budget">;

/**
 * Reads an event log. Every query is a text, or a parsed query. All methods reject with `QuerySyntaxError` for an
 * invalid text, `QueryThrottledError` and `QueryUnavailableError` after the last retry, `MissingIndexError` when the table
 * lacks a configured index, and errors of the AWS SDK unchanged.
 */
export interface EventLog {
  /** Reads one page. */
  query(query: string | Query, options?: PageOptions): Promise<Page>;
  /** Reads page after page, each within the budget, until the end. Items that were read ahead are kept between pages. */
  pages(query: string | Query, options?: PageOptions): AsyncIterable<Page>;
  /** Reads all events one by one, in constant memory and without a budget: stop when you have enough. */
  events(query: string | Query, options?: EventsOptions): AsyncIterable<StoredEvent>;
  /** Yields events as they are stored, endlessly. */
  follow(query: string | Query, options?: FollowOptions): AsyncIterable<Arrival>;
  /** Reads the event with this id (see `toEventId`); `undefined` when it does not exist or has expired. */
  get(id: string, options?: { signal?: AbortSignal }): Promise<StoredEvent | undefined>;
  /** Counts events from the newest back, until the budget is used up. */
  count<By extends CountBy = never>(
    query: string | Query,
    options?: CountOptions<By>,
  ): Promise<Count<By>>;
  /** Explains how a query will be read, and estimates the cost. */
  explain(query: string | Query, options?: ExplainOptions): Promise<Explanation>;
  /** Lists the origins of the registry; at most ten seconds old. */
  origins(options?: { signal?: AbortSignal }): Promise<readonly RegisteredOrigin[]>;
  /** Lists what can be written at a cursor in a text. */
  complete(text: string, cursor?: number, options?: { signal?: AbortSignal }): Promise<Completion>;
}

/**
 * Opens a log for reading. Nothing is sent until a method is called, and then only `Query` and `GetItem`.
 *
 * @throws TypeError when the table's name is missing or an index is unknown.
 * @example
 * const log = createEventLog({ tableName: "event-log", client: new DynamoDBClient() });
 * const page = await log.query("event:JOB_FAILED since:2h");
 */
export function createEventLog(config: EventLogConfig): EventLog {
  const context = createLogContext(config);
  const hashIds = createIdHash(config);
  const toQuery = (query: string | Query) => hashIds(checkedQuery(query));
  return {
    async query(query, options) {
      for await (const page of readPages(context, await toQuery(query), options)) return page;
      throw new Error("a read without a page");
    },
    async *pages(query, options) {
      yield* readPages(context, await toQuery(query), options);
    },
    async *events(query, options) {
      const paging = { limit: MAX_LIMIT, ...options, budget: UNLIMITED };
      for await (const page of readPages(context, await toQuery(query), paging)) yield* page.events;
    },
    async *follow(query, options) {
      yield* followEvents(context, await toQuery(query), options);
    },
    get(id, options) {
      return readEvent(context, id, options?.signal);
    },
    async count(query, options) {
      return countEvents(context, await toQuery(query), options);
    },
    async explain(query, options) {
      return explainQuery(context, await toQuery(query), options);
    },
    origins(options) {
      return context.origins(undefined, options?.signal);
    },
    async complete(text, cursor, options) {
      return completeText(text, await context.origins(undefined, options?.signal), cursor);
    },
  };
}

/** Prints and parses a query that was made by hand, so that it is checked as a text is. */
function checkedQuery(query: string | Query): Query {
  return parseQuery(typeof query === "string" ? query : printQuery(query));
}

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

/** How a stream of events is read: as pages are, from which it is made; its pages have 1,000 events by default. */
export type EventsOptions = Omit<PageOptions, "budget">;

/**
 * A log to ask. Every query is a text or what `parseQuery` makes of one. All methods reject with `QuerySyntaxError` for a
 * text that is no query, `QueryThrottledError` and `QueryUnavailableError` when retries were in vain,
 * `MissingIndexError` when the table lacks an index that it was said to have, and errors of the AWS SDK as they are.
 */
export interface EventLog {
  /** Reads one page. */
  query(query: string | Query, options?: PageOptions): Promise<Page>;
  /** Reads page after page, each within the budget, until nothing follows; what was read ahead is kept between them. */
  pages(query: string | Query, options?: PageOptions): AsyncIterable<Page>;
  /** Reads all events one after the other, in constant memory and without a budget: stop when you have enough. */
  events(query: string | Query, options?: EventsOptions): AsyncIterable<StoredEvent>;
  /** Gives events as they are stored, without an end. */
  follow(query: string | Query, options?: FollowOptions): AsyncIterable<Arrival>;
  /** Reads the event with this id (see `toEventId`); `undefined` when there is none or it has expired. */
  get(id: string, options?: { signal?: AbortSignal }): Promise<StoredEvent | undefined>;
  /** Counts events from the newest back, until the budget is used up. */
  count<By extends CountBy = never>(
    query: string | Query,
    options?: CountOptions<By>,
  ): Promise<Count<By>>;
  /** Tells how a query will be read, and about what that takes. */
  explain(query: string | Query, options?: ExplainOptions): Promise<Explanation>;
  /** Lists the origins of the registry; at most ten seconds old. */
  origins(options?: { signal?: AbortSignal }): Promise<readonly RegisteredOrigin[]>;
  /** Lists what can be written at a cursor of a text. */
  complete(text: string, cursor?: number, options?: { signal?: AbortSignal }): Promise<Completion>;
}

/**
 * Opens a log for reading. It sends nothing until it is asked, and only ever `Query` and `GetItem`.
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

/** A query made by hand is written and read again, so that it is checked as a text is. */
function checkedQuery(query: string | Query): Query {
  return parseQuery(typeof query === "string" ? query : printQuery(query));
}

/**
 * Reads a Service Events log: one query text, a plan with its price, and no scans.
 *
 * @module
 */
export { markerText, REDACTED, type RegisteredEvent } from "@service-events/schema";
export {
  CursorError,
  MissingIndexError,
  QueryThrottledError,
  QueryTooWideError,
  QueryUnavailableError,
} from "./errors.js";
export { createEventLog, type EventLog, type EventsOptions } from "./event-log.js";
export type { HashedId } from "./hashed-ids.js";
export * from "./language/index.js";
export type { EventLogConfig } from "./log-context.js";
export { getEventsForOrigin } from "./origin-events.js";
export { csvHead, csvRow } from "./output/csv.js";
export { CSV_FIELDS, type EventField } from "./output/fields.js";
export { toNdjson, toPlainEvent } from "./output/ndjson.js";
export type { Advice } from "./plan/advice.js";
export { describePlan } from "./plan/describe.js";
export type { Estimate } from "./plan/estimate.js";
export type { Plan } from "./plan/plan.js";
export { priceOf } from "./plan/price.js";
export { compareKeys, type KeyRange, type Order } from "./plan/range.js";
export { addCost, type Budget, DEFAULT_BUDGET, type ReadCost } from "./read/budget.js";
export type { Count, CountOptions } from "./read/count.js";
export type { ExplainOptions, Explanation } from "./read/explain.js";
export type { Arrival, FollowOptions } from "./read/follow.js";
export { MAX_LIMIT, type Page, type PageOptions } from "./read/pages.js";
export type { StoredEvent } from "./read/record.js";
export type { CountBy, CountGroup } from "./read/tally.js";
export { type RegisteredOrigin, readOrigins } from "./registry.js";
export { withTimeout } from "./with-timeout.js";

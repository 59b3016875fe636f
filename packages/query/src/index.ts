/**
 * Reads a Service Events log: one query text, a plan that tells its price, and no scans.
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
export * from "./language/index.js";
export type { EventLogConfig } from "./log-context.js";
export { getEventsForOrigin } from "./origin-events.js";
export type { Advice } from "./plan/advice.js";
export { describePlan } from "./plan/describe.js";
export type { Estimate } from "./plan/estimate.js";
export type { Plan } from "./plan/plan.js";
export { compareKeys, type KeyRange, type Order } from "./plan/range.js";
export { type Budget, DEFAULT_BUDGET, type ReadCost } from "./read/budget.js";
export type { Count, CountBy, CountOptions } from "./read/count.js";
export type { ExplainOptions, Explanation } from "./read/explain.js";
export type { Arrival, FollowOptions } from "./read/follow.js";
export { MAX_LIMIT, type Page, type PageOptions } from "./read/pages.js";
export type { StoredEvent } from "./read/record.js";
export { type RegisteredOrigin, readOrigins } from "./registry.js";
export { withTimeout } from "./with-timeout.js";

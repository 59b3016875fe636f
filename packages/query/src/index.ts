/** Reads a Service Events log without scans and without expired events. */
export { getEventsForOrigin } from "./origin-events.js";
export type { StoredEvent } from "./read/record.js";
export { type RegisteredEvent, type RegisteredOrigin, readOrigins } from "./registry.js";

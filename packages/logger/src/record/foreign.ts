/** Records for events of other systems, to import history. */
import { createHash } from "node:crypto";
import {
  assertOrigin,
  type EventRecord,
  expiry,
  type Level,
  LIMITS,
  originPartition,
  parseRetention,
  type RetentionPolicy,
} from "@service-events/schema";
import { boundText } from "../payload/limits.js";
import { createRedaction } from "../payload/redact.js";
import { addIds, addPayload, toDescription } from "./record.js";

/** An event of another system. `unknown` fields take any value. */
export interface ForeignEvent {
  /** Its id in the source system: the same id, time and name make the same record. */
  id: string;
  origin: string;
  /** The name of its type. */
  event: string;
  /** When it happened, in ms since 1970. */
  ms: number;
  /** The digits of its time below a millisecond, 0 to 999. Default: 0. */
  micros?: number;
  /** Default: the name of its type. */
  description?: unknown;
  level?: Level;
  userId?: unknown;
  requestId?: unknown;
  correlationId?: unknown;
  environment?: string;
  payload?: unknown;
}

/** Characters of the hash that replaces the process in a sort key: 66 bits. */
const HASH_CHARACTERS = 11;

/** Imported history is kept for ever by default. */
const FOREVER: RetentionPolicy = { standard: "forever", byEvent: new Map() };

/**
 * Creates a function that turns foreign events into records, redacted and bounded like a logger's. It is deterministic:
 * the same event always makes the same record.
 *
 * @param options.retention Such as `90d,ERROR=1000d`, counted from the time of an event. Default: for ever.
 * @throws TypeError when the retention cannot be read; the function throws one for an origin or event that cannot be used.
 * @example
 * const toRecord = createForeignRecordMaker();
 * const record = toRecord({ id: "e1", origin: "shop", event: "ORDER_PAID", ms: Date.parse("2024-05-01") });
 */
export function createForeignRecordMaker(
  options: { retention?: string } = {},
): (event: ForeignEvent) => EventRecord<string> {
  const { retention } = options;
  const policy = retention === undefined ? FOREVER : parseRetention(retention);
  const redaction = createRedaction();

  return function toRecord(foreign) {
    const { id, origin, ms, micros = 0, level = "info", environment } = foreign;
    assertOrigin(origin);
    // In a sort key, `#` separates the event from what follows it.
    if (foreign.event.includes("#")) {
      throw new TypeError(
        `event '${foreign.event.slice(0, 80)}' is not allowed: use a name without '#'`,
      );
    }
    const event = boundText(foreign.event, LIMITS.event);
    const createdAt = `${new Date(ms).toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}Z`;
    const record: EventRecord<string> = {
      pk: originPartition(origin),
      sk: `${createdAt}#${event}#${hash(origin, id)}`,
      origin,
      event,
      createdAt,
      description: toDescription(foreign.description, redaction) ?? event,
      level,
      ttl: expiry(policy, event, ms),
    };
    addIds(record, foreign, redaction);
    if (environment) record.environment = environment;
    if (foreign.payload !== undefined) addPayload(record, foreign.payload, redaction);
    return record;
  };
}

function hash(origin: string, id: string): string {
  return createHash("sha256")
    .update(JSON.stringify([origin, id]))
    .digest("base64url")
    .slice(0, HASH_CHARACTERS);
}

import type { Catalogue } from "./catalogue.js";
import { processClock, processId } from "./clock.js";
import { boundText, LIMITS } from "./payload/limits.js";
import { toStorable } from "./payload/storable.js";
import { expiry, expiryAfter, type RetentionPolicy } from "./retention.js";
import { type EventError, type EventRecord, originPartition } from "./schema.js";

/** What all records of a logger have in common. */
export interface RecordSettings {
  readonly origin: string;
  readonly shards: number;
  readonly environment: string;
  readonly retention: RetentionPolicy;
  readonly catalogue: Catalogue;
}

/** What one call says. Any value may stand in any place: this is user's data. */
export interface RecordContent {
  readonly description: unknown;
  readonly userId?: unknown;
  readonly requestId?: unknown;
  readonly correlationId?: unknown;
  readonly payload?: unknown;
  readonly error?: EventError;
}

/** Makes the record of an event: identity, time, keys, and a snapshot of everything that was passed. */
export type MakeRecord = (event: unknown, content: RecordContent) => EventRecord<string>;

export function createRecordMaker(settings: RecordSettings): MakeRecord {
  const { origin, environment, catalogue, retention } = settings;
  const partitions = Array.from({ length: settings.shards }, (_, n) => originPartition(origin, n));
  // Shards take turns, from a random one on: many processes that record one event each use them all.
  let turn = Math.floor(Math.random() * partitions.length);

  return function makeRecord(type, content) {
    const event = toEventName(type);
    const definition = Object.hasOwn(catalogue, event) ? catalogue[event] : undefined;
    const createdAt = processClock.next();
    turn = (turn + 1) % partitions.length;
    const record: EventRecord<string> = {
      pk: partitions[turn] as string,
      sk: `${createdAt}#${event}#${processId()}`,
      origin,
      event,
      createdAt,
      description: boundText(toText(content.description) ?? "", LIMITS.description),
      level: definition?.level ?? "info",
      environment,
      ttl:
        definition?.retention === undefined
          ? expiry(retention, event, processClock.ms)
          : expiryAfter(definition.retention, processClock.ms),
    };
    // A key that is undefined would be one more thing for a writer to trip over.
    const userId = toId(content.userId);
    if (userId) record.userId = userId;
    const requestId = toId(content.requestId);
    if (requestId) record.requestId = requestId;
    const correlationId = toId(content.correlationId);
    if (correlationId) record.correlationId = correlationId;
    if (content.error) record.error = content.error;
    if (content.payload !== undefined) record.payload = snapshot(content.payload);
    return record;
  };
}

/** `#` separates the parts of a sort key, and no part may be empty. */
function toEventName(type: unknown): string {
  const name = boundText(toText(type) ?? "", LIMITS.event).replaceAll("#", "-");
  return name === "" ? "UNNAMED" : name;
}

function toId(value: unknown): string | undefined {
  const text = toText(value);
  return text === undefined ? undefined : boundText(text, LIMITS.id);
}

function toText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return undefined;
  try {
    return String(value);
  } catch {
    return undefined;
  }
}

function snapshot(payload: unknown): Record<string, unknown> {
  const { value } = toStorable(payload);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : { value };
}

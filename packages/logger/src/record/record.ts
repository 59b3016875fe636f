import {
  type EventError,
  type EventRecord,
  expiryAfter,
  isRetention,
  LIMITS,
  originPartition,
} from "@service-events/schema";
import type { EventRules } from "../catalogue/rules.js";
import { boundText } from "../payload/limits.js";
import type { Redaction } from "../payload/redact.js";
import { toStorable } from "../payload/storable.js";
import { cleanText, toText } from "./clean-text.js";
import { processClock, processId } from "./clock.js";

/** What all records of a logger have in common. */
export interface RecordSettings {
  readonly origin: string;
  readonly shards: number;
  readonly environment: string;
}

/** What one call says. Any value may stand in any place but the last two: this is user's data. */
export interface RecordContent {
  /** Default: what the catalogue says. */
  readonly description?: unknown;
  readonly userId?: unknown;
  readonly requestId?: unknown;
  readonly correlationId?: unknown;
  readonly payload?: unknown;
  /** What the logger adds to the fields of the payload. */
  readonly bindings?: object | undefined;
  /** Default: that of the type, also in place of one that cannot be used. */
  readonly retention?: unknown;
  readonly error?: EventError;
  /** How the call differs from the catalogue. */
  readonly invalid?: string[];
  /** What could not be read of the call. */
  readonly lost?: string[];
}

/**
 * Makes the record of an event: identity, time, keys, and a snapshot of everything that was passed. Until readers know
 * of the origin's shards, `isRegistered`, all records go to the first one.
 */
export type MakeRecord = (
  rules: EventRules,
  content: RecordContent,
  isRegistered: boolean,
) => EventRecord<string>;

export function createRecordMaker(settings: RecordSettings): MakeRecord {
  const { origin, environment } = settings;
  const partitions = Array.from({ length: settings.shards }, (_, n) => originPartition(origin, n));
  // Shards take turns, from a random one on: many processes that record one event each use them all.
  let turn = Math.floor(Math.random() * partitions.length);

  return function makeRecord(rules, content, isRegistered) {
    const { name, redaction, version } = rules;
    const createdAt = processClock.next();
    turn = (turn + 1) % partitions.length;
    const retention = isRetention(content.retention) ? content.retention : rules.retention;
    const record: EventRecord<string> = {
      pk: partitions[isRegistered ? turn : 0] as string,
      sk: `${createdAt}#${name}#${processId()}`,
      origin,
      event: name,
      createdAt,
      description: toDescription(content.description, redaction) ?? rules.description,
      level: rules.level,
      environment,
      ttl: expiryAfter(retention, processClock.ms),
    };
    addIds(record, content, redaction);
    if (content.error) record.error = content.error;
    if (content.invalid) record.invalid = content.invalid;
    if (version !== undefined) record.version = version;
    if (rules.sample < 1) record.weight = 1 / rules.sample;
    if (content.lost) record.lost = content.lost;
    if (content.payload !== undefined || content.bindings) {
      addPayload(record, content.payload, redaction, content.bindings);
    }
    return record;
  };
}

const IDS = ["userId", "requestId", "correlationId"] as const;

/** Adds the ids that there are, as they are: they are keys. What a team wants hidden in them is hashed by their name. */
export function addIds(
  record: EventRecord<string>,
  ids: Pick<RecordContent, (typeof IDS)[number]>,
  redaction: Redaction | undefined,
): void {
  for (const name of IDS) {
    const id = toId(ids[name]);
    // A key that is undefined would be one more thing for a writer to trip over.
    const stored = id && redaction ? redaction.redactId(name, id) : id;
    if (stored) record[name] = stored;
  }
}

/** An id as a text that fits into a key. */
function toId(value: unknown): string | undefined {
  const text = toText(value);
  return text === undefined ? undefined : boundText(text, LIMITS.id);
}

/** A description without secrets and within bounds. */
export function toDescription(
  value: unknown,
  redaction: Redaction | undefined,
): string | undefined {
  const text = toText(value);
  return text === undefined ? undefined : cleanText(text, LIMITS.description, redaction);
}

/** Adds a snapshot of any value as the payload, with the bindings of a logger beside it, and what was lost of them. */
export function addPayload(
  record: EventRecord<string>,
  payload: unknown,
  redaction: Redaction | undefined,
  bindings?: object,
): void {
  const { value, lost } = toStorable(payload === undefined ? {} : payload, { redaction, bindings });
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  record.payload = isObject ? (value as Record<string, unknown>) : { value };
  if (lost) record.lost = [...(record.lost ?? []), ...lost];
}

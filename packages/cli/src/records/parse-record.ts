import {
  type EventRecord,
  MAX_PARTITION_KEY_BYTES,
  MAX_SORT_KEY_BYTES,
  readSortKey,
  shardOf,
} from "@service-events/schema";

/** The record of a line, or what is wrong with the line. */
export type Parsed = { record: EventRecord<string> } | { problem: string };

const LEVELS = ["debug", "info", "warn", "error"];
const TEXTS = ["pk", "sk", "origin", "event", "createdAt"] as const;
const OPTIONAL_TEXTS = ["userId", "requestId", "correlationId", "environment"] as const;

/**
 * Parses one line of an export. The keys must match the record: under the keys of another event it would overwrite that
 * event, and under invented keys it would never be found.
 */
export function parseRecord(line: string): Parsed {
  const value = parseJson(line);
  if (!isObject(value)) return { problem: "not a JSON object" };
  const missing = TEXTS.find((name) => typeof value[name] !== "string" || value[name] === "");
  if (missing) return { problem: `${missing} is missing` };
  const wrong = OPTIONAL_TEXTS.find(
    (name) => value[name] !== undefined && typeof value[name] !== "string",
  );
  if (wrong) return { problem: `${wrong} is not a string` };
  const problem = findProblem(value as Partial<EventRecord<string>>);
  if (problem) return { problem };
  // Added by exports, and not part of the record.
  const { id: _, late: __, ...record } = value;
  return { record: { description: "", ...record } as EventRecord<string> };
}

function findProblem(record: Partial<EventRecord<string>>): string | undefined {
  const { pk = "", sk = "", origin = "", event = "", createdAt = "" } = record;
  const shard = pk === `ORIGIN#${origin}` ? 0 : shardOf(pk);
  if (pk !== `ORIGIN#${origin}${shard === 0 ? "" : `#${shard}`}`) return "pk does not match origin";
  if (!/^\d{4}-\d\d-\d\dT[\d:.]{8,15}Z$/.test(createdAt)) return "createdAt is not a UTC time";
  if (event.includes("#")) return "event contains '#', which separates the parts of a key";
  const key = readSortKey(sk);
  if (key.createdAt !== createdAt || key.event !== event) {
    return "sk does not match createdAt and event";
  }
  if (Buffer.byteLength(pk) > MAX_PARTITION_KEY_BYTES || Buffer.byteLength(sk) > MAX_SORT_KEY_BYTES)
    return "its keys are too long";
  const { description, payload, level, ttl, error } = record;
  if (description !== undefined && typeof description !== "string")
    return "description is not a string";
  if (payload !== undefined && !isObject(payload)) return "payload is not an object";
  if (error !== undefined && !isObject(error)) return "error is not an object";
  if (level !== undefined && !LEVELS.includes(level))
    return "level is not debug, info, warn or error";
  if (ttl !== undefined && ttl !== null && !(Number.isSafeInteger(ttl) && ttl > 0)) {
    return "ttl is neither null nor a time in seconds";
  }
  return undefined;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

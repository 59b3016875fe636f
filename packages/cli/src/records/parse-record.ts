import { type EventRecord, shardOf } from "@service-events/schema";

/** A record of one line, or why there is none. */
export type Parsed = { record: EventRecord<string> } | { problem: string };

const LEVELS = ["debug", "info", "warn", "error"];
const TEXTS = ["pk", "sk", "origin", "event", "createdAt"] as const;
const OPTIONAL_TEXTS = ["userId", "requestId", "correlationId", "environment"] as const;
/** What DynamoDB takes for the keys of a table, in bytes. */
const MAX_PK = 2_048;
const MAX_SK = 1_024;

/**
 * Reads one line of an export. The keys must say what the record says: a record under the keys of another would overwrite
 * it, and one under keys of its own making would never be found.
 */
export function parseRecord(line: string): Parsed {
  const value = parseJson(line);
  if (!isObject(value)) return { problem: "it is no JSON object" };
  const missing = TEXTS.find((name) => typeof value[name] !== "string" || value[name] === "");
  if (missing) return { problem: `${missing} is missing` };
  const wrong = OPTIONAL_TEXTS.find(
    (name) => value[name] !== undefined && typeof value[name] !== "string",
  );
  if (wrong) return { problem: `${wrong} is no text` };
  const problem = findProblem(value as Partial<EventRecord<string>>);
  if (problem) return { problem };
  // What an export adds is no part of the record.
  const { id: _, late: __, ...record } = value;
  return { record: { description: "", ...record } as EventRecord<string> };
}

function findProblem(record: Partial<EventRecord<string>>): string | undefined {
  const { pk = "", sk = "", origin = "", event = "", createdAt = "" } = record;
  const shard = pk === `ORIGIN#${origin}` ? 0 : shardOf(pk);
  if (pk !== `ORIGIN#${origin}${shard === 0 ? "" : `#${shard}`}`)
    return "pk does not fit the origin";
  if (!/^\d{4}-\d\d-\d\dT[\d:.]{8,15}Z$/.test(createdAt)) return "createdAt is no time in UTC";
  if (!sk.startsWith(`${createdAt}#${event}`)) return "sk does not fit createdAt and event";
  if (Buffer.byteLength(pk) > MAX_PK || Buffer.byteLength(sk) > MAX_SK)
    return "its keys are too long";
  const { description, payload, level, ttl, error } = record;
  if (description !== undefined && typeof description !== "string") return "description is no text";
  if (payload !== undefined && !isObject(payload)) return "payload is no object";
  if (error !== undefined && !isObject(error)) return "error is no object";
  if (level !== undefined && !LEVELS.includes(level))
    return "level is none of debug, info, warn, error";
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

import { type EventRecord, LEVELS } from "./event.js";
import { eventPartition, MAX_SHARDS, originPartition, shardOf } from "./keys.js";
import { LIMITS, MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES } from "./limits.js";
import type { OriginRegistration } from "./registry.js";
import { INDEXES } from "./table.js";

/** A value that was checked, or what is wrong with it. */
export type Checked<Value> = { readonly value: Value } | { readonly problem: string };

type Fields = Readonly<Record<string, unknown>>;

const REQUIRED = ["pk", "sk", "origin", "event", "createdAt"] as const;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(\d{3})?Z$/;
/** A process, or the hash of what was imported; old writers left both out. */
const REST_OF_SORT_KEY = /^(#[\w-]{1,64})?$/;
const utf8 = new TextEncoder();

/**
 * Checks that a value is a record as a logger writes it: its keys say what the record says, attributes have their
 * types, and those that become keys of the table or an index fit into one. Attributes that are not known are data.
 *
 * Whatever comes from a log, a queue or a file has to pass here before it is written: a record under the keys of another
 * would overwrite it, and one under keys of its own making would never be found.
 *
 * @example
 * const checked = checkRecord(JSON.parse(text));
 * if ("problem" in checked) console.error(checked.problem); // "sk does not match createdAt and event"
 */
export function checkRecord(value: unknown): Checked<EventRecord<string>> {
  if (!isObject(value)) return { problem: "a record must be a JSON object" };
  const problem = missing(value) ?? wrongKey(value) ?? wrongType(value);
  if (problem) return { problem };
  return { value: { description: "", ...value } as unknown as EventRecord<string> };
}

/**
 * Checks that a value is what a logger tells the registry about its origin.
 *
 * @example
 * const checked = checkRegistration({ origin: "orders", shards: 1, events: {} });
 * if ("problem" in checked) console.error(checked.problem);
 */
export function checkRegistration(value: unknown): Checked<OriginRegistration> {
  if (!isObject(value)) return { problem: "a registration must be a JSON object" };
  const { origin, shards, events } = value;
  if (!isOrigin(origin))
    return { problem: "origin is not a name of 1 to 256 characters without '#'" };
  if (!isWhole(shards, 1, MAX_SHARDS)) {
    return { problem: `shards is not a whole number from 1 to ${MAX_SHARDS}` };
  }
  if (!isObject(events)) return { problem: "events is not an object" };
  const wrong = Object.keys(events).find((name) => !isEventName(name) || !isRule(events[name]));
  if (wrong !== undefined) return { problem: `events.${wrong.slice(0, 80)} is not an event type` };
  return { value: { origin, shards, events } as OriginRegistration };
}

function missing(record: Fields): string | undefined {
  const name = REQUIRED.find((each) => !isString(record[each]) || record[each] === "");
  return name && `${name} is missing`;
}

function wrongKey(record: Fields): string | undefined {
  const { pk, sk, origin, event, createdAt } = record as Record<string, string>;
  if (!isOrigin(origin)) return "origin is not a name of 1 to 256 characters without '#'";
  if (event?.includes("#")) return "event contains '#', which separates the parts of a key";
  if (!isEventName(event)) {
    return `event is not a name of 1 to ${LIMITS.event} bytes`;
  }
  if (!isTime(createdAt)) return "createdAt is not a UTC time";
  const shard = pk === originPartition(origin) ? 0 : shardOf(pk ?? "");
  if (!isWhole(shard, 0, MAX_SHARDS - 1) || pk !== originPartition(origin, shard)) {
    return "pk does not match origin";
  }
  const start = `${createdAt}#${event}`;
  if (!sk?.startsWith(start) || !REST_OF_SORT_KEY.test(sk.slice(start.length))) {
    return "sk does not match createdAt and event";
  }
  if (record.eventPk !== undefined && record.eventPk !== eventPartition(event, shard)) {
    return "eventPk does not match event and pk";
  }
  if (bytes(pk) > MAX_PARTITION_KEY_BYTES) return tooLong("pk", MAX_PARTITION_KEY_BYTES);
  if (bytes(sk) > MAX_SORT_KEY_BYTES) return tooLong("sk", MAX_SORT_KEY_BYTES);
  const long = Object.values(INDEXES).find(
    (name) => isString(record[name]) && bytes(record[name]) > MAX_PARTITION_KEY_BYTES,
  );
  return long && tooLong(long, MAX_PARTITION_KEY_BYTES);
}

type Check = readonly [is: (value: unknown) => boolean, what: string];

const STRING: Check = [isString, "a string"];
const STRINGS: Check = [
  (value) => Array.isArray(value) && value.every(isString),
  "a list of strings",
];

/** What attributes must be where they are present. */
const TYPES: Readonly<Record<string, Check>> = {
  userId: STRING,
  requestId: STRING,
  correlationId: STRING,
  environment: STRING,
  description: STRING,
  level: [(value) => LEVELS.some((level) => level === value), "debug, info, warn or error"],
  payload: [isObject, "an object"],
  error: [isError, "an error with name, message and fingerprint"],
  version: [(value) => isWhole(value, 0, Number.MAX_SAFE_INTEGER), "a whole number"],
  invalid: STRINGS,
  lost: STRINGS,
  weight: [(value) => Number.isFinite(value) && (value as number) >= 1, "a number from 1 up"],
  ttl: [isTtl, "null or a time in seconds"],
  // Only the table has it: a payload in another form.
  payloadGz: [() => false, "part of a record"],
};

function wrongType(record: Fields): string | undefined {
  const wrong = Object.entries(TYPES).find(
    ([name, [is]]) =>
      Object.hasOwn(record, name) && record[name] !== undefined && !is(record[name]),
  );
  return wrong && `${wrong[0]} is not ${wrong[1][1]}`;
}

function isTtl(value: unknown): boolean {
  return value === null || isWhole(value, 1, Number.MAX_SAFE_INTEGER);
}

function isError(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { name, message, fingerprint, code = "" } = value;
  return [name, message, fingerprint, code].every(isString);
}

function isRule(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { level, retentionDays = null, description = "", version } = value;
  return (
    (level === undefined || LEVELS.some((each) => each === level)) &&
    (retentionDays === null || Number.isFinite(retentionDays)) &&
    isString(description) &&
    (version === undefined || isWhole(version, 0, Number.MAX_SAFE_INTEGER))
  );
}

function isOrigin(value: unknown): value is string {
  return isString(value) && value !== "" && value.length <= 256 && !value.includes("#");
}

function isEventName(value: unknown): value is string {
  return isString(value) && value !== "" && !value.includes("#") && bytes(value) <= LIMITS.event;
}

/** A time of the calendar: `Date` reads the 31st of February as a day in March. */
function isTime(value: unknown): boolean {
  if (!isString(value) || !TIME.test(value)) return false;
  const ms = Date.parse(value);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 23) === value.slice(0, 23);
}

function tooLong(name: string, limit: number): string {
  return `${name} is longer than the ${limit} bytes that a key may have`;
}

function bytes(text: unknown): number {
  return utf8.encode(String(text)).length;
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

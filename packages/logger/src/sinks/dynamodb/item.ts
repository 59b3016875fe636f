import {
  DEFAULT_RETENTION,
  type EventRecord,
  eventPartition,
  expiry,
  INDEXES,
  type JsonValue,
  parseRetention,
  shardOf,
  TTL_ATTRIBUTE,
} from "@service-events/schema";
import { byKey } from "../../payload/by-key.js";
import { encodeMember, encodePayload } from "./json.js";

const INDEX_KEYS: ReadonlySet<string> = new Set(Object.values(INDEXES));

/** Written in a way of their own. */
const APART: ReadonlySet<string> = new Set(["payload", TTL_ATTRIBUTE, INDEXES.byEvent]);

const RETENTION = parseRetention(DEFAULT_RETENTION);

/** The same few values come with every event: by name, what writes each of them once. */
const REPEATED: ReadonlyMap<string, (value: string) => string> = new Map(
  ["pk", "origin", "event", "level", "environment", "eventPk"].map((name) => [
    name,
    byKey((value) => encodeMember(name, value)),
  ]),
);

/**
 * Writes a record as the DynamoDB JSON of its `PutRequest`, once and for all tries.
 *
 * What is absent from the record is absent from the item; so is an empty index key, which would be refused.
 */
export function encodePutRequest(record: EventRecord<string>): string {
  const { payload, ttl } = record;
  let item = '{"PutRequest":{"Item":{';
  for (const name of Object.keys(record)) {
    const value = record[name as keyof EventRecord];
    if (APART.has(name) || value === undefined) continue;
    if (value === "" && INDEX_KEYS.has(name)) continue;
    item += `${member(name, value as JsonValue)},`;
  }
  item += member("eventPk", eventPartition(record.event, shardOf(record.pk)));
  if (payload !== undefined) item += `,${encodePayload(payload as JsonValue)}`;
  // A record may come from anywhere, such as a line of a log: only a number may stand here as it is.
  const expires = isWhole(ttl)
    ? ttl
    : expiry(RETENTION, record.event, Date.parse(record.createdAt));
  if (ttl !== null && isWhole(expires)) item += `,"${TTL_ATTRIBUTE}":{"N":"${expires}"}`;
  return `${item}}}}`;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function member(name: string, value: JsonValue): string {
  const write = typeof value === "string" ? REPEATED.get(name) : undefined;
  return write ? write(value as string) : encodeMember(name, value);
}

import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import {
  type EventError,
  type EventRecord,
  originOfPartition,
  readSortKey,
  TTL_ATTRIBUTE,
} from "@service-events/schema";
import { openPayload } from "./payload.js";
import { toJson, toObject } from "./value.js";

/** One item of the table, as the SDK gives it. */
export type Item = Record<string, AttributeValue>;

/** An event as it is read back: its type is any text, since the table may hold types that a catalogue no longer has. */
export type StoredEvent = EventRecord<string>;

/** Attributes that are not part of an event, or are read separately. */
const APART: ReadonlySet<string> = new Set([
  "eventPk",
  "error",
  "payload",
  "payloadGz",
  TTL_ATTRIBUTE,
]);

/**
 * Reads an item as an event, with all its attributes. What an older or foreign writer left out is taken from the keys, so
 * that one odd item does not hide the events around it.
 */
export function toRecord(item: Item): StoredEvent {
  const pk = item.pk?.S ?? "";
  const sk = item.sk?.S ?? "";
  const parts = readSortKey(sk);
  const attributes = Object.entries(item).filter(([name]) => !APART.has(name));
  return {
    ...toObject(Object.fromEntries(attributes)),
    pk,
    sk,
    origin: item.origin?.S ?? originOfPartition(pk) ?? "",
    event: item.event?.S ?? parts.event,
    createdAt: item.createdAt?.S ?? parts.createdAt,
    description: item.description?.S ?? "",
    ...optional("error", item.error?.M && (toObject(item.error.M) as unknown as EventError)),
    ...optional("payload", toPayload(item)),
    ttl: toTtl(item[TTL_ATTRIBUTE]),
  };
}

/** Whether a record has expired: DynamoDB deletes expired items late. `now` is in ms. */
export function isExpired(record: StoredEvent, now: number): boolean {
  return typeof record.ttl === "number" && record.ttl * 1000 <= now;
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined) {
  return value === undefined ? undefined : ({ [key]: value } as Record<Key, Value>);
}

function toTtl(attribute: AttributeValue | undefined): number | null {
  const seconds = Number(attribute?.N);
  return Number.isFinite(seconds) ? seconds : null;
}

function toPayload(item: Item): Record<string, unknown> | undefined {
  if (item.payloadGz?.B) return asPayload(openPayload(item.payloadGz.B));
  return item.payload && asPayload(toJson(item.payload));
}

/** A foreign writer may have stored anything. */
function asPayload(value: unknown): Record<string, unknown> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : { value };
}

import {
  MAX_PARTITION_KEY_BYTES,
  MAX_SORT_KEY_BYTES,
  originPartition,
  readSortKey,
} from "@service-events/schema";
import { EventIdError } from "./errors.js";

/** The keys of one event. */
export interface EventKey {
  pk: string;
  sk: string;
}

const PARTITION_PREFIX = originPartition("");
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * The id of an event, for permalinks and for `get`: origin, time, type and process, separated by `@`. A shard other than
 * the first follows the origin: `orders:2@…`. An id needs no escaping in a URL's path or in a shell.
 *
 * @example
 * toEventId({ pk: "ORIGIN#orders", sk: "2026-11-24T02:48:15.096003Z#JOB_FAILED#k3xw9d" });
 * // "orders@2026-11-24T02:48:15.096003Z@JOB_FAILED@k3xw9d"
 */
export function toEventId({ pk, sk }: EventKey): string {
  const partition = pk.startsWith(PARTITION_PREFIX) ? pk.slice(PARTITION_PREFIX.length) : pk;
  // Each `#` becomes a character that escaping never leaves in a part, so the id can be taken apart again.
  const origin = partition.split("#").map(escapePart).join(":");
  const rest = sk.split("#").map((part) => escapePart(part).replaceAll("%3A", ":"));
  return [origin, ...rest].join("@");
}

/**
 * The keys of the event with this id.
 *
 * @throws EventIdError when the text is not an id.
 * @example
 * parseEventId("orders@2026-11-24T02:48:15.096003Z@JOB_FAILED@k3xw9d").pk; // "ORIGIN#orders"
 */
export function parseEventId(id: string): EventKey {
  const key = readEventId(id);
  if (!key) throw new EventIdError(id);
  return key;
}

/**
 * Whether a text has the form of an id. The event need not exist.
 *
 * @example
 * isEventId("orders@2026-11-24T02:48:15.096003Z@JOB_FAILED@k3xw9d"); // true
 */
export function isEventId(text: string): boolean {
  return readEventId(text) !== undefined;
}

/**
 * Whether a text is more likely an id than a search: written as `toEventId` writes it, with a time.
 *
 * @example
 * looksLikeEventId("orders@2026-11-24T02:48:15.096003Z@JOB_FAILED@k3xw9d"); // true
 */
export function looksLikeEventId(text: string): boolean {
  const key = readEventId(text);
  if (!key || toEventId(key) !== text) return false;
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(readSortKey(key.sk).createdAt);
}

function readEventId(id: string): EventKey | undefined {
  const [origin, ...rest] = id.split("@");
  if (!origin || rest.length < 2 || rest.includes("")) return undefined;
  try {
    const partition = origin.split(":").map(decodeURIComponent).join("#");
    const pk = `${PARTITION_PREFIX}${partition}`;
    const sk = rest.map(decodeURIComponent).join("#");
    const fits = byteLength(pk) <= MAX_PARTITION_KEY_BYTES && byteLength(sk) <= MAX_SORT_KEY_BYTES;
    return fits ? { pk, sk } : undefined;
  } catch {
    // A % that does not escape anything.
    return undefined;
  }
}

/** Lone surrogates, which no URL can hold, become the replacement character, as they do in the table. */
function escapePart(part: string): string {
  return encodeURIComponent(decoder.decode(encoder.encode(part)));
}

/** The length of a text in bytes of UTF-8. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

import { EventIdError } from "./errors.js";

/** The keys of one event. */
export interface EventKey {
  pk: string;
  sk: string;
}

const PARTITION_PREFIX = "ORIGIN#";

/**
 * The id of an event for permalinks and for `get`: `orders@2026-11-24T02:48:15.096003Z@JOB_FAILED@k3xw9d`, that is
 * origin, time, type and process. Behind the origin stands its shard, if that is not the first: `orders:2@...`.
 * It may stand as it is in a URL, where it is one part of a path whatever the names in it, and in a shell.
 */
export function toEventId({ pk, sk }: EventKey): string {
  const partition = pk.startsWith(PARTITION_PREFIX) ? pk.slice(PARTITION_PREFIX.length) : pk;
  // Each `#` becomes a character that escaping never leaves in a part, so that the id can be taken apart again.
  const origin = partition.split("#").map(encode).join(":");
  const rest = sk.split("#").map((part) => encode(part).replaceAll("%3A", ":"));
  return [origin, ...rest].join("@");
}

/**
 * The keys of the event with this id.
 *
 * @throws EventIdError when the text is no id.
 */
export function parseEventId(id: string): EventKey {
  const key = readEventId(id);
  if (!key) throw new EventIdError(id);
  return key;
}

/** Whether a text has the form of an id; there need not be an event with it. */
export function isEventId(text: string): boolean {
  return readEventId(text) !== undefined;
}

function readEventId(id: string): EventKey | undefined {
  const [origin, ...rest] = id.split("@");
  if (!origin || rest.length < 2 || rest.includes("")) return undefined;
  try {
    const partition = origin.split(":").map(decodeURIComponent).join("#");
    const pk = `${PARTITION_PREFIX}${partition}`;
    const sk = rest.map(decodeURIComponent).join("#");
    return Buffer.byteLength(pk) <= 2_048 && Buffer.byteLength(sk) <= 1_024
      ? { pk, sk }
      : undefined;
  } catch {
    // A % that escapes nothing.
    return undefined;
  }
}

/** Lone surrogates, of which no URL can be made, become the replacement character, as they do in the table. */
function encode(part: string): string {
  return encodeURIComponent(Buffer.from(part).toString());
}

import { binaryMarker, marker } from "@service-events/schema";
import { errorFields, isError, withoutUserinfo } from "./errors.js";
import { put, read, tagOf } from "./objects.js";

/** What the kinds need to know of the snapshot that they become a part of. */
export interface Room {
  /** How many entries of a collection are looked at. */
  maxItems: number;
  maxBinaryBytes: number;
  /** Notes that something of this value was left out. */
  lose(reason: string): void;
}

type Simplify = (value: object, room: Room) => unknown;

/**
 * Built-in kinds, by tag, as something simpler: a text, an array, a plain object, a marker.
 *
 * A tag works across realms (a test runner's globals are not ours) and calls no code of the user's, other than a
 * `Symbol.toStringTag`. Where the tag lies, the built-in method throws and the value is read by its own fields.
 */
const BUILT_IN: ReadonlyMap<string, Simplify> = new Map<string, Simplify>([
  ["Date", (value) => dateText(value as Date)],
  ["RegExp", (value) => RegExp.prototype.toString.call(value)],
  ["URL", (value) => withoutUserinfo(String((value as URL).href))],
  ["Map", (value, room) => mapEntries(value as Map<unknown, unknown>, room)],
  ["Set", (value, room) => setItems(value as Set<unknown>, room)],
  ["URLSearchParams", fieldsOf],
  ["FormData", fieldsOf],
  ["Headers", fieldsOf],
  ["Request", (value) => pick(value, ["method", "url", "headers"])],
  ["Response", (value) => pick(value, ["status", "url", "headers"])],
  ...[Number, String, Boolean, BigInt, Symbol].map(unboxed),
  ["ArrayBuffer", (value, room) => bytesOf(value as ArrayBuffer, 0, room)],
  ["SharedArrayBuffer", (value, room) => bytesOf(value as ArrayBuffer, 0, room)],
]);

/** A built-in kind as something simpler; the value itself when it is none. */
export function simplifyBuiltIn(value: object, room: Room): unknown {
  const tag = tagOf(value);
  if (isError(value, tag)) return errorFields(value);
  if (ArrayBuffer.isView(value)) return viewItems(value, tag, room);
  try {
    return BUILT_IN.get(tag)?.(value, room) ?? value;
  } catch {
    return value;
  }
}

/** What an object's `toJSON` makes of it, asked once; the object itself without one or when it throws. */
export function simplifyByToJson(value: object, key: string, room: Room): unknown {
  try {
    const toJson = (value as { toJSON?: unknown }).toJSON;
    return typeof toJson === "function" ? toJson.call(value, key) : value;
  } catch {
    room.lose("toJSON threw, own fields are stored");
    return value;
  }
}

/** Objects of Node.js that hold a whole connection: a request is reduced to its head, a stream to its name. */
export function simplifyConnection(value: object): unknown {
  if (Object.hasOwn(value, "rawHeaders")) {
    const { statusCode, ...head } = pick(value, ["method", "url", "statusCode", "headers"]);
    return { ...head, status: statusCode ?? undefined };
  }
  const isStream = ["_readableState", "_writableState", "outputData"].some((key) =>
    Object.hasOwn(value, key),
  );
  return isStream ? typeMarker(value) : value;
}

/** The marker for an object without data of its own: `{ "$type": "Promise" }`. */
export function typeMarker(value: object): { readonly [key: string]: unknown } {
  return marker("$type", kindOf(value));
}

/** What an object is: the name of its class, or its tag where that says more or is all there is. */
export function kindOf(value: object): string {
  const create = read(value, "constructor");
  const name = typeof create === "function" ? read(create, "name") : undefined;
  return typeof name === "string" && name !== "" && name !== "Object" ? name : tagOf(value);
}

/** What a boxed primitive holds, by its own kind's method and not by one that the value may have. */
function unboxed(kind: { name: string; prototype: object }): [string, Simplify] {
  return [kind.name, (value) => kind.prototype.valueOf.call(value)];
}

function dateText(date: Date): unknown {
  const time = Date.prototype.getTime.call(date);
  return Number.isNaN(time) ? marker("$type", "Invalid Date") : new Date(time).toISOString();
}

/** An object where every key is a text; else the entries. */
function mapEntries(map: Map<unknown, unknown>, room: Room): unknown {
  const entries: [unknown, unknown][] = [];
  for (const entry of Map.prototype.entries.call(map)) {
    if (entries.length === room.maxItems) break;
    entries.push(entry as [unknown, unknown]);
  }
  const { size } = entries.length < room.maxItems ? { size: entries.length } : map;
  if (size > entries.length || entries.some(([key]) => typeof key !== "string")) {
    entries.length = size;
    return entries;
  }
  const fields = {};
  for (const [key, value] of entries) put(fields, key as string, value);
  return fields;
}

/** The first items; the length tells how many there were. */
function setItems(set: Set<unknown>, room: Room): unknown[] {
  const items: unknown[] = [];
  for (const item of Set.prototype.values.call(set)) {
    if (items.length === room.maxItems) break;
    items.push(item);
  }
  if (items.length === room.maxItems) items.length = set.size;
  return items;
}

/** Headers, search parameters and forms: a name that comes twice has an array of values. */
function fieldsOf(value: object, room: Room): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  let left = room.maxItems;
  (value as URLSearchParams).forEach((item, name) => {
    if (left-- <= 0) return;
    const before = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (before === undefined) put(fields, name, item);
    else if (Array.isArray(before)) before.push(item);
    else fields[name] = [before, item];
  });
  if (left < 0) room.lose(`${-left} more fields`);
  return fields;
}

function viewItems(view: ArrayBufferView, tag: string, room: Room): unknown {
  if (tag === "Uint8Array" || tag === "Uint8ClampedArray" || tag === "DataView") {
    return bytesOf(view.buffer, view.byteOffset, room, view.byteLength);
  }
  const items: unknown[] = Array.prototype.slice.call(view, 0, room.maxItems);
  items.length = (view as Int32Array).length;
  return items;
}

function bytesOf(buffer: ArrayBufferLike, offset: number, room: Room, length = buffer.byteLength) {
  const kept = Math.min(length, room.maxBinaryBytes);
  if (kept < length) room.lose(`cut, ${length} bytes`);
  return binaryMarker(Buffer.from(buffer, offset, kept).toString("base64"), length);
}

function pick(value: object, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, read(value, key)]));
}

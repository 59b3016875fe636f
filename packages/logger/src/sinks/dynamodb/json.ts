import { type JsonValue, MAX_STORED_PAYLOAD_BYTES } from "@service-events/schema";
import { byKey } from "../../payload/by-key.js";
import { isStorableNumber } from "../../payload/leaves.js";
import { RENAMED } from "../../payload/name-rules.js";
import { toStorable } from "../../payload/storable.js";
import { wellFormed } from "../../payload/text.js";

/** Payloads of more bytes are compressed where that saves a write unit. */
const COMPRESS_FROM_BYTES = 2048;

/** A write unit is a KB: what saves one byte less may save nothing. */
const WRITE_UNIT_BYTES = 1024;

/** Levels of a value that are written as they are; DynamoDB takes 32, and an item is one. */
const MAX_DEPTH = 30;

/** Nothing that fits into an item has more characters than this; what has may have no end, such as a sparse array. */
const MAX_CHARACTERS = 1_048_576;

/** Texts that JSON writes as they are. To know it first takes less than half the time of `JSON.stringify`. */
const UNESCAPED = /^[ !#-[\]-~]*$/;

/** Thrown for what is not JSON. It is caught by this module, and needs no stack. */
const IMPURE = Symbol("not pure JSON");

/**
 * A value as the text of a DynamoDB attribute: `{"M":{"total":{"N":"12"}}}`.
 *
 * Made for the values that `toStorable` returns. A value that is not pure JSON, too deep or out of DynamoDB's range is
 * passed through `toStorable` first, so every value has a text.
 */
export function encodeAttribute(value: JsonValue): string {
  try {
    return encode(value);
  } catch {
    return encode(toStorable(value, { root: "value" }).value);
  }
}

/** A named value as a member of an item's text: `"total":{"N":"12"}`. */
export function encodeMember(name: string, value: JsonValue): string {
  return quoteKey(name) + encodeAttribute(value);
}

/**
 * A payload as a member of an item's text: `"payload":{"M":…}`, or `"payloadGz":{"B":"…"}` where compression saves a
 * write unit. `decodePayload` reads both.
 */
export function encodePayload(payload: JsonValue): string {
  try {
    const text = encode(payload);
    if (text.length < COMPRESS_FROM_BYTES) return `"payload":${text}`;
    const json = JSON.stringify(payload);
    const bytes = Buffer.byteLength(json);
    if (bytes <= MAX_STORED_PAYLOAD_BYTES) return compressed(json, bytes) ?? `"payload":${text}`;
  } catch {
    // Not pure JSON: below it becomes so.
  }
  const { value } = toStorable(payload);
  const json = JSON.stringify(value);
  return compressed(json, Buffer.byteLength(json)) ?? `"payload":${encode(value)}`;
}

function compressed(json: string, bytes: number): string | undefined {
  if (bytes < COMPRESS_FROM_BYTES) return undefined;
  // Loaded with the first large payload: most functions never write one.
  const zipped = process.getBuiltinModule("node:zlib").gzipSync(json);
  if (zipped.length + WRITE_UNIT_BYTES > bytes) return undefined;
  return `"payloadGz":{"B":"${zipped.toString("base64")}"}`;
}

function encode(value: JsonValue): string {
  return append("", value, 0);
}

/** Appends to one text, which takes half the time of putting parts together level by level. */
function append(text: string, value: JsonValue | undefined, depth: number): string {
  switch (typeof value) {
    case "string":
      return UNESCAPED.test(value) ? `${text}{"S":"${value}"}` : `${text}{"S":${inQuotes(value)}}`;
    case "number":
      if (!isStorableNumber(value)) throw IMPURE;
      return `${text}{"N":"${value}"}`;
    case "boolean":
      return text + (value ? '{"BOOL":true}' : '{"BOOL":false}');
    case "object":
      if (value === null) return `${text}{"NULL":true}`;
      if (depth >= MAX_DEPTH) throw IMPURE;
      return Array.isArray(value)
        ? appendList(text, value, depth + 1)
        : appendMap(text, value as { [key: string]: JsonValue }, depth + 1);
    case "undefined":
      return `${text}{"NULL":true}`;
    default:
      throw IMPURE;
  }
}

function appendList(text: string, items: readonly JsonValue[], depth: number): string {
  let out = `${text}{"L":[`;
  for (let index = 0; index < items.length; index++) {
    out = append(index === 0 ? out : `${out},`, items[index], depth);
    if (out.length > MAX_CHARACTERS) throw IMPURE;
  }
  return `${out}]}`;
}

function appendMap(text: string, fields: { [key: string]: JsonValue }, depth: number): string {
  const prototype = Object.getPrototypeOf(fields);
  if (prototype !== Object.prototype && prototype !== null) throw IMPURE;
  let out = `${text}{"M":{`;
  const start = out.length;
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (value === undefined) continue;
    // Renaming may need a number, so that two keys do not become one.
    if (out.length > MAX_CHARACTERS || RENAMED.has(key)) throw IMPURE;
    out = append(out + (out.length === start ? quoteKey(key) : nextKey(key)), value, depth);
  }
  return `${out}}}`;
}

const quoteKey = byKey((key) => `${inQuotes(RENAMED.get(key) ?? key)}:`);

/** With the comma that stands before all but the first. */
const nextKey = byKey((key) => `,${quoteKey(key)}`);

/** A text in JSON's quotes and in valid UTF-8. */
function inQuotes(text: string): string {
  const quoted = JSON.stringify(text);
  // JSON.stringify writes lone surrogates as escapes, which DynamoDB takes for broken UTF-8.
  return quoted.includes("\\ud") ? JSON.stringify(wellFormed(text)) : quoted;
}

import type { JsonValue } from "../schema.js";
import { put } from "./objects.js";
import type { Place } from "./place.js";
import type { Redaction } from "./redact.js";

type Fields = Record<string, JsonValue>;

/** Where the name of a `value` stands: in HAR, CloudFront, AWS tags and environments. */
const NAME_KEYS = ["name", "key", "Name", "Key"];

/**
 * Redacts what has its name beside it and not above it: `{ name: "Cookie", value: "sid=1" }`, and Node.js's
 * `rawHeaders: ["Cookie", "sid=1"]`.
 */
export function redactNamedValues(fields: Fields, redaction: Redaction, place: Place): void {
  for (const key of ["value", "Value"]) {
    const name = NAME_KEYS.map((nameKey) => fields[nameKey]).find(isText);
    const value = fields[key];
    if (name === undefined || value === undefined) continue;
    const text = replacementOf(name, value, redaction, place);
    if (text !== undefined) put(fields, key, text);
  }
  for (const key of ["rawHeaders", "rawTrailers"]) {
    const list = fields[key];
    if (Array.isArray(list)) redactPairs(list, redaction, place);
  }
}

/** Redacts a list of names, each with its value behind it, in place. */
export function redactPairs(list: JsonValue[], redaction: Redaction, place: Place): void {
  for (let index = 0; index + 1 < list.length; index += 2) {
    const name = list[index];
    if (!isText(name)) continue;
    const text = replacementOf(name, list[index + 1] as JsonValue, redaction, place);
    if (text !== undefined) list[index + 1] = text;
  }
}

function replacementOf(name: string, value: JsonValue, redaction: Redaction, place: Place) {
  return redaction.replacement(redaction.rule(name), value, place.path);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

import type { JsonValue } from "@service-events/schema";
import { put } from "./objects.js";

/** What stands in the place of a value that has this name; `undefined` keeps the value. */
export type Replace = (name: string, value: JsonValue) => string | undefined;

/** Where the name of a `value` stands: in HAR, CloudFront, AWS tags and environments. */
const NAME_KEYS = ["name", "key", "Name", "Key"];

/**
 * Redacts, in place, what has its name beside it and not above it: `{ name: "Cookie", value: "sid=1" }`, and Node.js's
 * `rawHeaders: ["Cookie", "sid=1"]`.
 */
export function redactNamedValues(fields: Record<string, JsonValue>, replace: Replace): void {
  for (const key of ["value", "Value"]) {
    const name = NAME_KEYS.map((nameKey) => fields[nameKey]).find(isText);
    const value = fields[key];
    if (name === undefined || value === undefined) continue;
    const text = replace(name, value);
    if (text !== undefined) put(fields, key, text);
  }
  for (const key of ["rawHeaders", "rawTrailers"]) {
    const list = fields[key];
    if (Array.isArray(list)) redactPairs(list, replace);
  }
}

/** Redacts, in place, a list of names with the value of each behind it. */
export function redactPairs(list: JsonValue[], replace: Replace): void {
  for (let index = 0; index + 1 < list.length; index += 2) {
    const name = list[index];
    const text = isText(name) ? replace(name, list[index + 1] as JsonValue) : undefined;
    if (text !== undefined) list[index + 1] = text;
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

import type { JsonValue } from "@service-events/schema";
import type { NameRule } from "./name-rules.js";
import { put } from "./objects.js";

/** What stands in the place of a value that has this name; `undefined` keeps the value. */
export type Replace = (name: string, value: JsonValue) => string | undefined;

/** The private numbers of a JSON Web Key. */
const JWK_SECRETS = ["d", "p", "q", "dp", "dq", "qi", "k"];

/**
 * Redacts, in place, what has its name beside it and not above it: `{ name: "Cookie", value: "sid=1" }`,
 * `{ ParameterKey: "DbPassword", ParameterValue: "x" }`, and Node.js's `rawHeaders: ["Cookie", "sid=1"]`.
 */
export function redactNamedValues(
  fields: Record<string, JsonValue>,
  rule: (key: string) => NameRule,
  replace: Replace,
): void {
  const keys = Object.keys(fields);
  for (const key of keys) {
    const value = fields[key];
    if (Array.isArray(value) && /^raw(?:Headers|Trailers)$/.test(key)) redactPairs(value, replace);
    if (key === "kty") for (const part of JWK_SECRETS) replaceField(part, "privateKey");
    if (!rule(key).isOfValues || value === undefined || value === null) continue;
    for (const nameKey of keys) {
      if (!rule(nameKey).isOfNames) continue;
      const names = fields[nameKey];
      // A path of names: the last of them counts.
      const name = Array.isArray(names) ? names.at(-1) : names;
      if (isText(name)) replaceField(key, name);
    }
  }

  function replaceField(key: string, name: string): void {
    const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
    const text = value === undefined ? undefined : replace(name, value);
    if (text !== undefined) put(fields, key, text);
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

/** Redacts, in place, what stands behind the flags of a command line: `["--password", "x"]`. */
export function redactArguments(list: JsonValue[], replace: Replace): void {
  for (let index = 0; index + 1 < list.length; index++) {
    const flag = list[index];
    if (!isText(flag) || !flag.startsWith("-")) continue;
    const text = replace(flag, list[index + 1] as JsonValue);
    if (text !== undefined) list[index + 1] = text;
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

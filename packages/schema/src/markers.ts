import type { JsonValue } from "./event.js";

/**
 * The convention for what JSON cannot say: an object whose first key begins with `$` stands for the value.
 *
 * | marker | stands for |
 * |---|---|
 * | `{ "$number": "NaN" }` | a number that JSON or DynamoDB cannot hold |
 * | `{ "$bigint": "9007199254740993" }` | a whole number past 2^53 |
 * | `{ "$binary": "aGVsbG8=", "bytes": 5 }` | bytes in base64; fewer than `bytes` says when they were cut |
 * | `{ "$ref": "payload.customer" }` | an object that contains this place: a cycle |
 * | `{ "$cut": "array of 40" }` | what the limits left out; beside other keys, the rest of an object |
 * | `{ "$type": "Promise" }` | a thing that holds no data: a function, a symbol, a stream |
 * | `{ "$threw": "not ready" }` | a property or an object that threw when it was read |
 *
 * Markers are for people and for queries, they are not a promise to rebuild the value. A payload that holds such
 * an object by itself is stored unchanged, and is read as the marker that it looks like.
 */
export type MarkerName = "$number" | "$bigint" | "$binary" | "$ref" | "$cut" | "$type" | "$threw";

/** A value that stands for another one; see {@link MarkerName} for the kinds. */
export type Marker = { readonly [key: string]: string | number };

/** The text that stands in the place of a secret. */
export const REDACTED = "[redacted]";

/**
 * A marker of one kind.
 *
 * @example
 * marker("$number", "NaN"); // { $number: "NaN" }
 */
export function marker(name: MarkerName, text: string): Marker {
  return { [name]: text };
}

/**
 * The marker for bytes: `base64` holds the first of them, `bytes` is how many there were.
 *
 * @example
 * binaryMarker("aGVsbG8=", 5); // { $binary: "aGVsbG8=", bytes: 5 }
 */
export function binaryMarker(base64: string, bytes: number): Marker {
  return { $binary: base64, bytes };
}

/**
 * What a reader shows for a marker and matches a query against, or `undefined` when the value is none.
 *
 * Numbers and big integers are their bare digits, so that `payload.total:>=100` compares them as any other.
 *
 * @example
 * markerText({ $number: "NaN" }); // "NaN"
 * markerText({ $cut: "array of 40" }); // "… array of 40"
 * markerText({ total: 3 }); // undefined
 */
export function markerText(value: JsonValue): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  const [name, content] = entries[0] ?? [];
  if (typeof content !== "string") return undefined;
  if (name === "$binary" && entries.length === 2) return bytesText(entries[1]);
  if (entries.length !== 1) return undefined;
  switch (name) {
    case "$number":
    case "$bigint":
      return content;
    case "$ref":
      return `→ ${content}`;
    case "$cut":
      return `… ${content}`;
    case "$type":
      return `‹${content}›`;
    case "$threw":
      return `threw: ${content}`;
    default:
      return undefined;
  }
}

function bytesText(entry: [string, JsonValue] | undefined): string | undefined {
  if (entry?.[0] !== "bytes" || typeof entry[1] !== "number") return undefined;
  return entry[1] === 1 ? "1 byte" : `${entry[1]} bytes`;
}

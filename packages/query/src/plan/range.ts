import type { Query } from "../language/query.js";
import { parseMoment, toKeyTime } from "../language/time.js";

/** In which order of time events are read. */
export type Order = "newest" | "oldest";

/** Bounds of a sort key, both included; a missing bound is open. */
export interface KeyRange {
  from?: string;
  to?: string;
}

/** Sorts after every character in a key. */
export const LAST_CHARACTER = "\u{10FFFF}";

/**
 * The range of sort keys between a query's `since` and `until`. A key is longer than its time, so the bare time of
 * `until` is smaller than every key of that time: the end is excluded.
 */
export function timeRange(query: Query, now: number): KeyRange {
  const bound = (field: "since" | "until") => {
    const value = query.terms.find((term) => term.field === field)?.values[0];
    const moment = value?.op === "is" ? parseMoment(value.text, -1) : undefined;
    return moment && toKeyTime(moment, now);
  };
  const from = bound("since");
  const to = bound("until");
  return { ...(from && { from }), ...(to && { to }) };
}

/**
 * The rest of a range after a sort key. Conditions on a key can say either one comparison or an inclusive range, so
 * the key itself is left out by the next possible key on its other side.
 */
export function rangeAfter(range: KeyRange, sk: string, order: Order): KeyRange {
  if (order === "newest") return { ...range, to: smaller(keyBefore(sk), range.to) };
  return { ...range, from: larger(keyAfter(sk), range.from) };
}

/** Both ranges at once. */
export function intersect(a: KeyRange, b: KeyRange): KeyRange {
  const from = a.from === undefined ? b.from : larger(a.from, b.from);
  const to = a.to === undefined ? b.to : smaller(a.to, b.to);
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** Whether no key can be in the range; DynamoDB rejects queries for such a range. */
export function isEmpty({ from, to }: KeyRange): boolean {
  return from !== undefined && to !== undefined && compareKeys(from, to) > 0;
}

/**
 * Orders keys as DynamoDB does, by their bytes in UTF-8. JavaScript orders by UTF-16 units, which differs where one
 * of the characters needs two units.
 *
 * @example
 * keys.sort(compareKeys);
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const difference = a.charCodeAt(at) - b.charCodeAt(at);
    if (difference !== 0) return byteOrder(a.charCodeAt(at)) - byteOrder(b.charCodeAt(at));
  }
  return a.length - b.length;
}

/** Moves surrogates (0xD800 to 0xDFFF) after all characters of one unit. */
function byteOrder(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

function keyAfter(sk: string): string {
  return `${sk} `;
}

function keyBefore(sk: string): string {
  const last = sk.charCodeAt(sk.length - 1);
  const isPlain = last > 0x20 && last < 0x7f;
  // Keys usually end in plain letters. With any other end the key is read again, and the reader drops it.
  return isPlain ? `${sk.slice(0, -1)}${String.fromCharCode(last - 1)}${LAST_CHARACTER}` : sk;
}

function smaller(a: string, b: string | undefined): string {
  return b === undefined || compareKeys(a, b) < 0 ? a : b;
}

function larger(a: string, b: string | undefined): string {
  return b === undefined || compareKeys(a, b) > 0 ? a : b;
}

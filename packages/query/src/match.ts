import { type JsonValue, LEVELS, type Level, markerText } from "@service-events/schema";
import { toEventId } from "./language/event-id.js";
import type { Comparison, Query, Term, Value } from "./language/query.js";
import { parseMoment, toMs } from "./language/time.js";
import type { StoredEvent } from "./read/record.js";

/** Whether an event matches a query. */
export type Matcher = (event: StoredEvent) => boolean;

/**
 * Makes a function that checks every term but `since` and `until`, which are the key range of a read.
 *
 * @param now The time that `expires:<7d` counts from, in ms.
 */
export function createMatcher(query: Query, now: number): Matcher {
  const checks = query.terms
    .filter(({ field }) => field !== "since" && field !== "until")
    .map((term) => createCheck(term, now));
  return (event) => checks.every((check) => check(event));
}

function createCheck(term: Term, now: number): Matcher {
  const tests = term.values.map((value) => createTest(term, value, now));
  const wanted = !term.negated;
  return (event) => {
    const values = valuesOf(event, term);
    return tests.some((test) => values.some(test)) === wanted;
  };
}

type Test = (value: JsonValue | undefined) => boolean;

/** What an event has for the field of a term. */
function valuesOf(event: StoredEvent, { field, path }: Term): (JsonValue | undefined)[] {
  switch (field) {
    case "origin":
      return [event.origin];
    case "event":
      return [event.event];
    case "user":
      return [event.userId];
    case "level":
      return [event.level];
    case "request":
      return [event.requestId];
    case "correlation":
      return [event.correlationId];
    case "environment":
      return [event.environment];
    case "id":
      return [toEventId(event)];
    case "expires":
      return [event.ttl ?? undefined];
    case "error":
      return errorValues(event, path?.[0]);
    case "payload":
      return elementsOf(valueAt(event.payload, path ?? [])).map(unmarked);
    default:
      return [event.description];
  }
}

function errorValues({ error }: StoredEvent, part: string | undefined): (JsonValue | undefined)[] {
  if (!error) return [];
  if (part === undefined) return [error.name, error.code, error.fingerprint];
  return [valueAt(error, [part])];
}

/** Follows own keys only, so that `payload.constructor` finds only what a service wrote. */
function valueAt(root: unknown, path: readonly string[]): JsonValue | undefined {
  let value: unknown = root;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value as JsonValue | undefined;
}

function elementsOf(value: JsonValue | undefined): (JsonValue | undefined)[] {
  return Array.isArray(value) ? [value, ...value] : [value];
}

/**
 * The value that one of the logger's markers replaced: a number that DynamoDB cannot hold is compared as that number,
 * anything else as the text that readers see.
 */
function unmarked(value: JsonValue | undefined): JsonValue | undefined {
  const text = value === undefined ? undefined : markerText(value);
  return text === undefined ? value : (toNumber(text) ?? text);
}

function createTest({ field }: Term, value: Value, now: number): Test {
  switch (field) {
    case "text":
      return textTest(value);
    case "payload":
      return jsonTest(value);
    case "level":
      return levelTest(value);
    case "expires":
      return expiryTest(value, now);
    default:
      return nameTest(value);
  }
}

function nameTest(value: Value): Test {
  if (value.op === "exists") return isThere;
  const text = value.op === "range" ? "" : value.text;
  if (value.op === "prefix") return (found) => typeof found === "string" && found.startsWith(text);
  return (found) => found === text;
}

/** Searches case-insensitively: anywhere, or with `*` at the start of a word. */
function textTest(value: Value): Test {
  const wanted = value.op === "is" || value.op === "prefix" ? value.text.toLowerCase() : "";
  const search = value.op === "prefix" ? hasWordWith : (text: string) => text.includes(wanted);
  return (found) => typeof found === "string" && search(found.toLowerCase(), wanted);
}

function hasWordWith(text: string, start: string): boolean {
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
    const isInsideWord = at > 0 && /[\p{L}\p{N}_]/u.test(text.charAt(at - 1));
    if (!isInsideWord) return true;
  }
  return false;
}

/** The levels that match a value. */
export function levelsOf(value: Value): Level[] {
  const rank = (text: string) => LEVELS.indexOf(text as Level);
  return LEVELS.filter((level) => {
    if (value.op === "exists") return true;
    if (value.op === "is") return level === value.text;
    return compareWith(value, (text) => rank(level) - rank(text));
  });
}

function levelTest(value: Value): Test {
  if (value.op === "exists") return isThere;
  const levels: readonly unknown[] = levelsOf(value);
  return (found) => levels.includes(found);
}

function expiryTest(value: Value, now: number): Test {
  if (value.op === "exists") return isThere;
  if (value.op === "is") return (found) => found === undefined;
  return (found) =>
    typeof found === "number" && compareWith(value, (text) => found * 1_000 - expiryMs(text, now));
}

/** The time that a text such as `7d` names for an expiry, in ms. */
export function expiryMs(text: string, now: number): number {
  const moment = parseMoment(text, 1);
  return moment ? toMs(moment, now) : Number.NaN;
}

/** A number is compared with numbers and a text with texts; `42` is equal to both the number and the text. */
function jsonTest(value: Value): Test {
  if (value.op === "exists") return isThere;
  if (value.op === "is") {
    const number = toNumber(value.text);
    return (found) => isScalar(found) && (String(found) === value.text || found === number);
  }
  if (value.op === "prefix") {
    return (found) => typeof found === "string" && found.startsWith(value.text);
  }
  return (found) =>
    (typeof found === "number" || typeof found === "string") &&
    compareWith(value, (text) => compareJson(found, text));
}

function compareJson(found: number | string, text: string): number {
  const number = toNumber(text);
  if (typeof found === "number") return number === undefined ? Number.NaN : found - number;
  if (number !== undefined) return Number.NaN;
  return found === text ? 0 : found < text ? -1 : 1;
}

/** The number that a text is in JSON's notation. */
export function toNumber(text: string): number | undefined {
  const isNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text);
  const number = isNumber ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** Applies a comparison. `difference` is negative below a text, NaN where the two cannot be compared. */
function compareWith(value: Value, difference: (text: string) => number): boolean {
  const isWithin = (comparison: Comparison, text: string | undefined) => {
    if (text === undefined) return true;
    const found = difference(text);
    if (comparison === "<") return found < 0;
    if (comparison === "<=") return found <= 0;
    return comparison === ">" ? found > 0 : found >= 0;
  };
  if (value.op === "range") return isWithin(">=", value.from) && isWithin("<=", value.to);
  if (value.op === "exists" || value.op === "is" || value.op === "prefix") return false;
  return isWithin(value.op, value.text);
}

function isThere(found: JsonValue | undefined): boolean {
  return found !== undefined;
}

function isScalar(value: JsonValue | undefined): value is string | number | boolean | null {
  return value === null || (value !== undefined && typeof value !== "object");
}

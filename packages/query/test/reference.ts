import type { Query, Term, Value } from "../src/language/query.js";
import type { EventSketch } from "./items.js";

/**
 * What a query means, written down a second time and in the plainest way: over what was put into the log, not over what was
 * read from it. Tests compare the two.
 */
export function bruteForce(
  events: readonly EventSketch[],
  query: Query,
  now: number,
  order: "newest" | "oldest",
): string[] {
  const sign = order === "newest" ? -1 : 1;
  return events
    .filter((event) => typeof event.ttl !== "number" || event.ttl * 1_000 > now)
    .filter((event) => query.terms.every((term) => holds(event, term, now)))
    .map(sortKeyOf)
    .sort((a, b) => (a < b ? -sign : sign));
}

export function sortKeyOf({ at, event = "JOB_STARTED", process = "p1" }: EventSketch): string {
  return `${at}#${event}#${process}`;
}

function holds(event: EventSketch, term: Term, now: number): boolean {
  if (term.field === "since") return event.at >= micros(term, now);
  if (term.field === "until") return event.at < micros(term, now);
  const found = lookUp(event, term);
  const holds = term.values.some((value) => found.some((one) => fits(one, term, value, now)));
  return term.negated ? !holds : holds;
}

function micros(term: Term, now: number): string {
  const text = (term.values[0] as { text: string }).text;
  if (/^\d+s$/.test(text)) {
    return new Date(now - Number.parseInt(text, 10) * 1_000).toISOString().replace("Z", "000Z");
  }
  return text;
}

function lookUp(event: EventSketch, { field, path = [] }: Term): unknown[] {
  const error = (event.error ?? {}) as Record<string, unknown>;
  if (field === "payload") {
    let value: unknown = event.payload;
    for (const part of path) {
      const isOwn = typeof value === "object" && value !== null && Object.hasOwn(value, part);
      value = isOwn ? (value as Record<string, unknown>)[part] : undefined;
    }
    return Array.isArray(value) ? [value, ...value] : [value];
  }
  if (field === "error") {
    return path[0] ? [error[path[0]]] : [error.name, error.code, error.fingerprint];
  }
  const attributes: Partial<Record<Term["field"], unknown>> = {
    origin: event.origin,
    event: event.event,
    user: event.userId,
    level: event.level,
    correlation: event.correlationId,
    request: event.requestId,
    environment: event.environment,
    expires: event.ttl,
    text: event.description,
  };
  return [attributes[field]];
}

function fits(found: unknown, { field }: Term, value: Value, now: number): boolean {
  if (field === "expires" && value.op === "is") return found === undefined;
  if (found === undefined) return false;
  if (value.op === "exists") return true;
  if (field === "text") return fitsText(String(found).toLowerCase(), value);
  const rank = (text: string) => ["debug", "info", "warn", "error"].indexOf(text);
  const compared = (text: string): [unknown, unknown] => {
    if (field === "level") return [rank(String(found)), rank(text)];
    if (field === "expires")
      return [Number(found) * 1_000, now + Number.parseInt(text, 10) * 86_400_000];
    return Number.isNaN(Number(text)) ? [found, text] : [found, Number(text)];
  };
  const less = (text: string, orEqual: boolean) => {
    const [a, b] = compared(text);
    if (typeof a !== typeof b) return false;
    return (a as number) < (b as number) || (orEqual && a === b);
  };
  const more = (text: string, orEqual: boolean) => {
    const [a, b] = compared(text);
    if (typeof a !== typeof b) return false;
    return (a as number) > (b as number) || (orEqual && a === b);
  };
  switch (value.op) {
    case "is":
      return (found === null || typeof found !== "object") && String(found) === value.text;
    case "prefix":
      return typeof found === "string" && found.startsWith(value.text);
    case "<":
    case "<=":
      return less(value.text, value.op === "<=");
    case ">":
    case ">=":
      return more(value.text, value.op === ">=");
    case "range":
      return (
        (value.from === undefined || more(value.from, true)) &&
        (value.to === undefined || less(value.to, true))
      );
  }
}

function fitsText(found: string, value: Value): boolean {
  const wanted = (value as { text: string }).text.toLowerCase();
  if (value.op === "is") return found.includes(wanted);
  return found.split(/[^\p{L}\p{N}_]+/u).some((word) => word.startsWith(wanted));
}

import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { INDEXES, type IndexName, TTL_ATTRIBUTE } from "@service-events/schema";
import type { Term, Value } from "../language/query.js";
import { expiryMs, levelsOf, toNumber } from "../match.js";

/** A FilterExpression with its names and values. */
export interface Filter {
  expression: string;
  names: Record<string, string>;
  values: Record<string, AttributeValue>;
}

type Source = "table" | IndexName;

/** DynamoDB reads 4,096 characters of expression. */
const MAX_EXPRESSION = 4_000;

const ATTRIBUTES: Readonly<Partial<Record<Term["field"], string>>> = {
  origin: "origin",
  event: "event",
  user: INDEXES.byUser,
  level: "level",
  request: "requestId",
  correlation: INDEXES.byCorrelation,
  environment: "environment",
};

/**
 * The terms that DynamoDB can check. It must never drop an event that the check after reading would keep, so
 * case-insensitive searches, payload paths into arrays, and negations of approximate checks are not among them.
 */
export function filterable(terms: readonly Term[], source: Source): Term[] {
  let length = 0;
  return terms.filter((term) => {
    if (!canFilter(term, source)) return false;
    const longer = length + lengthOf(term);
    if (longer > MAX_EXPRESSION) return false;
    length = longer;
    return true;
  });
}

function canFilter(term: Term, source: Source): boolean {
  const attribute = ATTRIBUTES[term.field];
  // DynamoDB rejects a filter on the index's partition key.
  if (attribute) return source === "table" || INDEXES[source] !== attribute;
  if (term.field === "expires") return true;
  if (term.field !== "payload" || term.negated) return false;
  return isPlainPath(term) && term.values.every(isPlain);
}

/** An upper bound for the length of a term's condition. */
function lengthOf(term: Term): number {
  const name = 6 * ((term.path?.length ?? 0) + 1);
  return 20 + term.values.length * (term.field === "payload" ? 140 + 5 * name : 100);
}

/** The filter for terms that are {@link filterable}; nothing when there is none. */
export function createFilter(terms: readonly Term[], now: number): Filter | undefined {
  if (terms.length === 0) return undefined;
  const names = new Names();
  const values = new Values();
  const conditions = terms.map((term) => {
    const anyOf = term.values.flatMap((value) => alternatives(term, value, names, values, now));
    return `${term.negated ? "NOT " : ""}(${anyOf.join(" OR ")})`;
  });
  return { expression: conditions.join(" AND "), names: names.all, values: values.all };
}

/** Conditions of which one must be true. No parentheses: DynamoDB rejects redundant ones. */
function alternatives(
  term: Term,
  value: Value,
  names: Names,
  values: Values,
  now: number,
): string[] {
  if (term.field === "payload") return payloadConditions(term.path ?? [], value, names, values);
  if (term.field === "expires") return [expiryCondition(value, names, values, now)];
  const name = names.add(ATTRIBUTES[term.field] ?? "");
  if (value.op === "exists") return [`attribute_exists(${name})`];
  if (term.field === "level") {
    const levels = levelsOf(value).map((level) => `${name} = ${values.add({ S: level })}`);
    // No level matches `level:<debug`, so the condition must be false.
    return levels.length > 0 ? levels : [`${name} = ${values.add({ BOOL: false })}`];
  }
  const text = values.add({ S: value.op === "range" ? "" : value.text });
  return [value.op === "prefix" ? `begins_with(${name}, ${text})` : `${name} = ${text}`];
}

/** Compressed payloads are decompressed after reading, so every event with one passes. */
function payloadConditions(
  path: readonly string[],
  value: Value,
  names: Names,
  values: Values,
): string[] {
  const name = ["payload", ...path].map((part) => names.add(part)).join(".");
  const isCompressed = `attribute_exists(${names.add("payloadGz")})`;
  if (value.op !== "is") return [isCompressed, `attribute_exists(${name})`];
  const text = values.add({ S: value.text });
  const others = otherTypes(value.text).map((other) => values.add(other));
  return [
    isCompressed,
    // Also finds longer texts that contain this one; the check after reading drops them.
    `contains(${name}, ${text})`,
    // A map may be the marker of a value that could not be stored as it was; no text of a plain number or of a word of
    // JSON is one.
    ...(others.length > 0 ? [] : [`attribute_type(${name}, ${values.add({ S: "M" })})`]),
    ...others.flatMap((other) => [`${name} = ${other}`, `contains(${name}, ${other})`]),
  ];
}

/** Other JSON types that a text can stand for. */
function otherTypes(text: string): AttributeValue[] {
  if (text === "true" || text === "false") return [{ BOOL: text === "true" }];
  if (text === "null") return [{ NULL: true }];
  return toNumber(text) === undefined ? [] : [{ N: String(toNumber(text)) }];
}

function expiryCondition(value: Value, names: Names, values: Values, now: number): string {
  const name = names.add(TTL_ATTRIBUTE);
  if (value.op === "exists") return `attribute_exists(${name})`;
  if (value.op === "is" || value.op === "prefix") return `attribute_not_exists(${name})`;
  const seconds = (text: string) => values.add({ N: String(expiryMs(text, now) / 1_000) });
  if (value.op !== "range") return `${name} ${value.op} ${seconds(value.text)}`;
  const from = value.from === undefined ? [] : [`${name} >= ${seconds(value.from)}`];
  const to = value.to === undefined ? [] : [`${name} <= ${seconds(value.to)}`];
  return [...from, ...to].join(" AND ");
}

/** A part that is a number may be the place in a list, which an expression writes in another way. */
function isPlainPath({ path = [] }: Term): boolean {
  return path.length < 32 && path.every((part) => !/^\d+$/.test(part));
}

/** Comparisons of JSON, and numbers beyond what a double can say exactly, are checked after reading. */
function isPlain(value: Value): boolean {
  if (value.op === "exists") return true;
  if (value.op !== "is" || value.text === "") return false;
  const digits = value.text.replace(/e.*$/i, "").replace(/\D/g, "");
  const number = toNumber(value.text);
  const isExact = digits.length <= 15 && Math.abs(number ?? 0) < 1e15;
  return number === undefined || number === 0 || (isExact && Math.abs(number) > 1e-100);
}

class Names {
  readonly all: Record<string, string> = {};
  readonly #placeholders = new Map<string, string>();

  add(name: string): string {
    const placeholder = this.#placeholders.get(name) ?? `#n${this.#placeholders.size}`;
    this.#placeholders.set(name, placeholder);
    this.all[placeholder] = name;
    return placeholder;
  }
}

class Values {
  readonly all: Record<string, AttributeValue> = {};
  #count = 0;

  add(value: AttributeValue): string {
    const placeholder = `:v${this.#count}`;
    this.#count += 1;
    this.all[placeholder] = value;
    return placeholder;
  }
}

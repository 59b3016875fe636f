import { LEVELS } from "@service-events/schema";
import { byteLength, isEventId } from "./event-id.js";
import { FIELDS, type Field } from "./fields.js";
import type { Comparison, FieldName, Value } from "./query.js";
import { isSpace, type Scanner, type Word } from "./scanner.js";
import { parseMoment, TIME_FORMS } from "./time.js";

// Longest first: `>` begins `>=`.
const COMPARISONS: readonly Comparison[] = ["<=", ">=", "<", ">"];

/** The maximum length of a name in bytes of UTF-8, so that it fits in a partition key. */
const MAX_NAME_BYTES = 2_000;

/** A value of free text: a word, a prefix such as `refund*`, or quoted text. */
export function parseTextValue(scanner: Scanner): Value {
  const word = readWord(scanner);
  if (scanner.accept("*")) {
    if (word.text !== "") return { op: "prefix", text: word.text };
    throw scanner.error("* alone matches everything", "write the beginning of a word", word.start);
  }
  if (word.text === "") throw missingValue(scanner, word);
  return { op: "is", text: word.text };
}

/** A value after a field's colon, checked against the field's kind. */
export function parseFieldValue(scanner: Scanner, name: FieldName, field: Field): Value {
  const start = scanner.position;
  const value = readValue(scanner, name, field);
  return normalize(value, name, field, (problem, hint) => scanner.error(problem, hint, start));
}

function readValue(scanner: Scanner, name: FieldName, field: Field): Value {
  const start = scanner.position;
  const comparison = COMPARISONS.find((candidate) => scanner.accept(candidate));
  if (comparison) {
    if (!field.isOrdered) throw notOrdered(scanner, name, field, start);
    const word = readWord(scanner);
    if (word.text === "" && !word.isQuoted) throw missingValue(scanner, word);
    return { op: comparison, text: word.text };
  }
  const word = field.isOrdered ? readUpToDots(scanner) : readWord(scanner);
  if (field.isOrdered && scanner.accept("..")) return readRange(scanner, word);
  if (scanner.accept("*")) {
    return word.text === "" ? { op: "exists" } : { op: "prefix", text: word.text };
  }
  if (word.text === "" && !word.isQuoted) throw missingValue(scanner, word);
  return { op: "is", text: word.text };
}

function readRange(scanner: Scanner, first: Word): Value {
  const last = readWord(scanner);
  const from = isGiven(first) ? { from: first.text } : undefined;
  const to = isGiven(last) ? { to: last.text } : undefined;
  if (!from && !to)
    throw scanner.error("both ends are missing", "write 10..20, 10.. or ..20", first.start);
  return { op: "range", ...from, ...to };
}

function isGiven(word: Word): boolean {
  return word.isQuoted || word.text !== "";
}

function readWord(scanner: Scanner): Word {
  return scanner.current === '"' ? scanner.readQuoted() : scanner.readBare(',"*');
}

/** A word that also ends before `..`. */
function readUpToDots(scanner: Scanner): Word {
  const word = readWord(scanner);
  const dots = word.isQuoted ? -1 : word.text.indexOf("..");
  if (dots < 0) return word;
  scanner.position = word.start + dots;
  return { ...word, text: word.text.slice(0, dots), end: scanner.position };
}

type Fail = (problem: string, hint: string) => Error;

/** Checks a value, and normalizes different spellings of one value. */
function normalize(value: Value, name: FieldName, field: Field, fail: Fail): Value {
  switch (field.kind) {
    case "moment":
      return momentValue(value, name, fail);
    case "expiry":
      return expiryValue(value, fail);
    case "level":
      return levelValue(value, fail);
    case "name":
      return nameValue(value, name, fail);
    default:
      return value;
  }
}

function momentValue(value: Value, name: FieldName, fail: Fail): Value {
  if (value.op === "is" && parseMoment(value.text, -1)) return value;
  throw fail(`${name} needs a time`, `write ${name}: and one of ${TIME_FORMS}`);
}

function expiryValue(value: Value, fail: Fail): Value {
  const isNever = value.op === "is" && value.text.toLowerCase() === "never";
  if (isNever) return { op: "is", text: "never" };
  if (value.op === "exists") return value;
  const texts = textsOf(value);
  const isComparison = value.op !== "is" && value.op !== "prefix";
  if (isComparison && texts.every((text) => parseMoment(text, 1))) return value;
  throw fail(
    "expires needs a comparison with a time",
    "write expires:<7d, expires:>2026-12-01, expires:1d..7d or expires:never",
  );
}

function levelValue(value: Value, fail: Fail): Value {
  if (value.op === "exists") return value;
  const level = (text: string) => {
    const lower = text.toLowerCase();
    if (value.op !== "prefix" && LEVELS.some((known) => known === lower)) return lower;
    throw fail(`unknown level '${text}'`, `the levels are ${LEVELS.join(", ")}`);
  };
  if (value.op !== "range") return { ...value, text: level(value.text) };
  const from = value.from === undefined ? undefined : { from: level(value.from) };
  const to = value.to === undefined ? undefined : { to: level(value.to) };
  return { op: "range", ...from, ...to };
}

function nameValue(value: Value, name: FieldName, fail: Fail): Value {
  for (const text of textsOf(value)) {
    if (text === "")
      throw fail(`${name} cannot be empty`, `write -${name}:* for events without one`);
    if (byteLength(text) > MAX_NAME_BYTES) {
      throw fail(`the ${name} is too long`, `the maximum is ${MAX_NAME_BYTES} bytes`);
    }
    if (name === "id" && value.op === "is" && !isEventId(text)) {
      throw fail("invalid event id", `write it as ${FIELDS.id.example}`);
    }
    if (name === "origin" && text.includes("#")) {
      throw fail(
        "an origin cannot contain #",
        "write the name of a service, such as origin:orders",
      );
    }
  }
  return value;
}

/** The texts in a value. */
function textsOf(value: Value): string[] {
  if (value.op === "exists") return [];
  if (value.op !== "range") return [value.text];
  return [value.from, value.to].filter((text) => text !== undefined);
}

function missingValue(scanner: Scanner, word: Word): Error {
  const isAfterSpace = !scanner.isAtEnd && isSpace(scanner.current);
  const hint = isAfterSpace
    ? "remove the space, or put the value in quotes"
    : 'write one; "" is the empty text';
  return scanner.error("missing value", hint, word.start);
}

function notOrdered(scanner: Scanner, name: FieldName, field: Field, start: number): Error {
  const hint =
    field.kind === "moment"
      ? `write ${name}: and a time, such as ${field.example}`
      : "only level, expires and payload can be compared; put the value in quotes if it starts with this";
  return scanner.error(`${name} cannot be compared`, hint, start);
}

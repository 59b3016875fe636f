import { FIELDS, isField } from "./fields.js";
import type { FieldName, Query, Term, Value } from "./query.js";
import { isSpace, quote } from "./scanner.js";

/**
 * Writes a query as canonical text: one space between terms, and quotes only where needed. `parseQuery` reads it back as
 * the same query.
 *
 * @example
 * printQuery(parseQuery('event:"JOB_FAILED"  since:2h')); // "event:JOB_FAILED since:2h"
 */
export function printQuery(query: Query): string {
  return query.terms.map(printTerm).join(" ");
}

/**
 * Writes one term of a query.
 *
 * @example
 * printTerm({ field: "level", negated: true, values: [{ op: "is", text: "debug" }] }); // "-level:debug"
 */
export function printTerm(term: Term): string {
  const name = term.field === "text" ? "" : `${printField(term)}:`;
  const values = term.values.map((value) => printValue(value, term.field));
  return `${term.negated ? "-" : ""}${name}${values.join(",")}`;
}

/** The field of a term with its path, such as `payload.jobId`. */
export function printField({ field, path = [] }: Term): string {
  return [field, ...path.map(printPart)].join(".");
}

function printPart(part: string): string {
  return isPlain(part, ':.,"*') ? part : quote(part);
}

function printValue(value: Value, field: FieldName): string {
  switch (value.op) {
    case "exists":
      return "*";
    case "is":
      return printText(value.text, field);
    case "prefix":
      return `${printText(value.text, field)}*`;
    case "range":
      return `${printEnd(value.from, field)}..${printEnd(value.to, field)}`;
    default:
      return `${value.op}${printText(value.text, field)}`;
  }
}

function printEnd(text: string | undefined, field: FieldName): string {
  return text === undefined ? "" : printText(text, field);
}

/** A value, in quotes only if it needs them. */
export function printText(text: string, field: FieldName): string {
  return !isMistakable(text, field) && isPlain(text, ',"*\\') ? text : quote(text);
}

/** Whether the text, without quotes, would not be read as a plain value. */
function isMistakable(text: string, field: FieldName): boolean {
  if (field === "text") return text.startsWith("-") || text.includes(":");
  const isOrdered = isField(field) && FIELDS[field].isOrdered;
  return /^[<>=]/.test(text) || (isOrdered && /^\.|\.\.|\.$/.test(text));
}

function isPlain(text: string, special: string): boolean {
  if (text === "") return false;
  for (const character of text) {
    if (special.includes(character) || isSpace(character)) return false;
  }
  return true;
}

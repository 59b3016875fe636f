import { FIELDS, isField } from "./fields.js";
import { printField, printText } from "./print.js";
import type { Term, Value } from "./query.js";
import { quote } from "./scanner.js";
import { parseLength } from "./time.js";

/**
 * Says in plain words what one term asks for.
 *
 * @example
 * explainTerm({ field: "level", values: [{ op: ">=", text: "warn" }] }); // "level is at least warn"
 */
export function explainTerm(term: Term): string {
  const { field, negated = false } = term;
  const [value] = term.values;
  if (field === "since") return `time is ${momentText(value)} or later`;
  if (field === "until") return `time is before ${momentText(value)}`;
  const subject = field === "text" ? "description" : printField(term);
  const conditions = term.values.map((one) => condition(one, term));
  return `${subject} ${conditions.map(([yes, no]) => (negated ? no : yes)).join(negated ? " and " : " or ")}`;
}

/** What a value asks for, and its opposite. */
function condition(value: Value, { field }: Term): readonly [yes: string, no: string] {
  if (field === "text" && value.op === "is") return verb("contain", quote(value.text));
  if (field === "text" && value.op === "prefix") {
    return verb("contain", `a word that begins with ${quote(value.text)}`);
  }
  const show = (text: string) => (field === "expires" ? futureText(text) : printText(text, field));
  switch (value.op) {
    case "exists":
      return be("present");
    case "is":
      return be(show(value.text));
    case "prefix":
      return verb("begin", `with ${show(value.text)}`);
    case "range":
      return be(rangeText(value, show));
    default:
      return be(`${comparisonText(value.op, field)} ${show(value.text)}`);
  }
}

function be(rest: string): readonly [string, string] {
  return [`is ${rest}`, `is not ${rest}`];
}

function verb(name: string, rest: string): readonly [string, string] {
  return [`${name}s ${rest}`, `does not ${name} ${rest}`];
}

function comparisonText(op: "<" | "<=" | ">" | ">=", field: Term["field"]): string {
  const isTime = isField(field) && FIELDS[field].kind === "expiry";
  switch (op) {
    case "<":
      return isTime ? "before" : "less than";
    case "<=":
      return isTime ? "no later than" : "at most";
    case ">":
      return isTime ? "after" : "more than";
    default:
      return isTime ? "no earlier than" : "at least";
  }
}

function rangeText(
  { from, to }: Extract<Value, { op: "range" }>,
  show: (text: string) => string,
): string {
  if (from === undefined) return `up to ${show(to ?? "")}`;
  return to === undefined ? `${show(from)} or more` : `from ${show(from)} to ${show(to)}`;
}

function momentText(value: Value | undefined): string {
  const text = value?.op === "is" ? value.text : "";
  return parseLength(text.toLowerCase()) === undefined ? text : `${text} ago`;
}

function futureText(text: string): string {
  return parseLength(text.toLowerCase()) === undefined ? text : `${text} from now`;
}

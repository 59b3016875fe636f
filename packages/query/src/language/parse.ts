import { ERROR_PARTS, FIELDS, type Field, isField, nearestField } from "./fields.js";
import type { FieldName, Query, Term, Value } from "./query.js";
import { quote, Scanner } from "./scanner.js";
import { parseFieldValue, parseTextValue } from "./values.js";

/** The maximum length of a text, in UTF-16 units. */
export const MAX_TEXT_LENGTH = 4_096;
/** The maximum number of values in all terms together: each is compared with every event. */
const MAX_VALUES = 200;
/** The maximum depth of a payload path; DynamoDB stores nothing deeper. */
const MAX_PATH = 32;

/**
 * Reads a query text, such as `origin:orders event:JOB_FAILED -level:debug since:2h "card declined"`.
 * Every event matches an empty text. Parsing takes time linear in the length.
 *
 * @throws QuerySyntaxError with the column of the problem and a hint.
 * @example
 * parseQuery("event:JOB_*").terms; // [{ field: "event", values: [{ op: "prefix", text: "JOB_" }] }]
 */
export function parseQuery(text: string): Query {
  const scanner = new Scanner(text);
  if (text.length > MAX_TEXT_LENGTH) {
    throw scanner.error(
      `the query has ${text.length} characters`,
      `the maximum is ${MAX_TEXT_LENGTH}`,
      MAX_TEXT_LENGTH,
    );
  }
  const terms: Term[] = [];
  let values = 0;
  for (scanner.skipSpaces(); !scanner.isAtEnd; scanner.skipSpaces()) {
    const start = scanner.position;
    const term = parseTerm(scanner);
    values += term.values.length;
    if (values > MAX_VALUES) {
      throw scanner.error(`the query has more than ${MAX_VALUES} values`, "remove some", start);
    }
    assertOnce(term, terms, scanner, start);
    terms.push(term);
  }
  return { terms };
}

function parseTerm(scanner: Scanner): Term {
  const start = scanner.position;
  const negated = scanner.accept("-");
  if (negated && scanner.isAtBreak) {
    throw scanner.error("nothing follows the -", 'write -level:debug, or "-" to search it', start);
  }
  const name = parseName(scanner);
  const negation = negated ? { negated } : undefined;
  if (!name) return { field: "text", ...negation, values: parseValues(scanner, parseTextValue) };
  const { field, path } = name;
  const definition: Field = FIELDS[field];
  if (negated && definition.kind === "moment") {
    throw scanner.error(
      `${field} cannot be negated`,
      "use since: and until: to say which time",
      start,
    );
  }
  const values = parseValues(scanner, () => parseFieldValue(scanner, field, definition));
  if (values.length > 1 && definition.kind === "moment") {
    throw scanner.error(`${field} takes one time`, "remove the others", start);
  }
  return { field, ...(path && { path }), ...negation, values };
}

/** Reads the field before a colon. Without a colon it returns nothing and resets the scanner. */
function parseName(
  scanner: Scanner,
): { field: Exclude<FieldName, "text">; path?: string[] } | undefined {
  const start = scanner.position;
  const name = scanner.readBare(':.,"*').text;
  const path: string[] = [];
  while (name !== "" && scanner.accept(".")) {
    const part = scanner.current === '"' ? scanner.readQuoted() : scanner.readBare(':.,"*');
    path.push(part.text);
  }
  if (name === "" || !scanner.accept(":")) {
    scanner.position = start;
    return undefined;
  }
  if (!isField(name)) throw unknownField(scanner, name, start);
  assertPath(scanner, name, path, start);
  return path.length > 0 ? { field: name, path } : { field: name };
}

function unknownField(scanner: Scanner, name: string, start: number) {
  const nearest = nearestField(name);
  const hint = nearest
    ? `write ${nearest}${FIELDS[nearest].path === "must" ? ".<path>" : ""}:`
    : `the fields are ${Object.keys(FIELDS).join(", ")}; to search for the text, put it in quotes: ${quote(`${name}:`)}`;
  return scanner.error(`unknown field '${name}'`, hint, start);
}

function assertPath(
  scanner: Scanner,
  field: Exclude<FieldName, "text">,
  path: readonly string[],
  start: number,
): void {
  const { path: allowed } = FIELDS[field];
  if (path.length > MAX_PATH) {
    throw scanner.error("the path is too deep", `use at most ${MAX_PATH} parts`, start);
  }
  if (path.length === 0 && allowed === "must") {
    throw scanner.error(`${field} needs a path`, `write ${field}.jobId:42`, start);
  }
  if (path.length > 0 && allowed === "no") {
    throw scanner.error(`${field} has no parts`, `write ${field}:`, start);
  }
  if (path.includes("")) {
    throw scanner.error(
      "a part of the path is empty",
      'put a key with dots in quotes: payload."a.b":1',
      start,
    );
  }
  const isErrorPart = path.length === 1 && ERROR_PARTS.some((part) => part === path[0]);
  if (path.length > 0 && field === "error" && !isErrorPart) {
    const parts = ERROR_PARTS.map((part) => `error.${part}`).join(", ");
    throw scanner.error("an error has no such part", `use ${parts}`, start);
  }
}

function parseValues(scanner: Scanner, parseValue: (scanner: Scanner) => Value): Value[] {
  const values = [parseValue(scanner)];
  while (scanner.accept(",")) values.push(parseValue(scanner));
  if (!scanner.isAtBreak) {
    throw scanner.error(
      `unexpected '${scanner.current}'`,
      "put a space between terms, and quotes around a value that has special characters",
    );
  }
  return values;
}

/** A second `since` or `until` is most likely a mistake. */
function assertOnce(term: Term, others: readonly Term[], scanner: Scanner, start: number): void {
  if (term.field !== "since" && term.field !== "until") return;
  if (!others.some((other) => other.field === term.field)) return;
  throw scanner.error(`duplicate ${term.field}`, "remove one of them", start);
}

import {
  type FieldName,
  printTerm,
  readTerm,
  splitTerms,
  type Term,
  type WrittenTerm,
} from "@service-events/query/language";

/** Sets the time of a text. It replaces the time that the text has; an end that is missing is open. */
export function withTime(text: string, time: { since?: string; until?: string }): string {
  const rest = splitTerms(text).filter((term) => !isTime(term));
  const ends = [time.since && `since:${time.since}`, time.until && `until:${time.until}`];
  return [...rest.map((term) => term.text), ...ends].filter(Boolean).join(" ");
}

/** The time that a text asks for, as written. */
export function timeOf(text: string): { since?: string; until?: string } {
  const time: { since?: string; until?: string } = {};
  for (const { name, text: written } of splitTerms(text).filter(isTime)) {
    time[name as "since" | "until"] = written.slice("since:".length);
  }
  return time;
}

/** Whether a text bounds the time at either end. */
export function hasTime(text: string): boolean {
  return splitTerms(text).some(isTime);
}

/** The valid terms that search descriptions. */
export function freeTextOf(text: string): Term[] {
  return validTerms(text).filter((term) => term.field === "text");
}

/** Whether a text asks for exactly this value of a field, among others. */
export function hasValue(text: string, field: FieldName, value: string): boolean {
  return validTerms(text).some(
    (term) => term.field === field && !term.negated && valuesWithout(term, value).isFound,
  );
}

/** Adds a value to the values of a field, or removes it if it is there. */
export function toggleValue(text: string, field: FieldName, value: string): string {
  let isDone = false;
  const terms = splitTerms(text).flatMap((written) => {
    if (isDone || written.name !== field || written.negated) return [written.text];
    isDone = true;
    const term = readTerm(written);
    if (!term) return [printValue(field, value)];
    const { isFound, rest } = valuesWithout(term, value);
    const values = isFound ? rest : [...rest, { op: "is", text: value } as const];
    return values.length === 0 ? [] : [printTerm({ ...term, values })];
  });
  return (isDone ? terms : [...terms, printValue(field, value)]).join(" ");
}

/** Excludes a value of a field, or stops excluding it. */
export function toggleExclusion(text: string, field: FieldName, value: string): string {
  const term = `-${printValue(field, value)}`;
  const terms = splitTerms(text).map((other) => other.text);
  const rest = terms.filter((other) => other !== term);
  return (rest.length < terms.length ? rest : [...rest, term]).join(" ");
}

/** Replaces all terms about a field by one value. */
export function setValue(text: string, field: FieldName, value: string): string {
  const rest = splitTerms(text).filter((term) => term.name !== field);
  return [...rest.map((term) => term.text), printValue(field, value)].join(" ");
}

/** A term that asks for exactly this value. */
export function printValue(field: FieldName, value: string): string {
  return printTerm({ field, values: [{ op: "is", text: value }] });
}

function validTerms(text: string): Term[] {
  return splitTerms(text).flatMap((written) => readTerm(written) ?? []);
}

function isTime({ negated, name }: WrittenTerm): boolean {
  return !negated && (name === "since" || name === "until");
}

function valuesWithout({ values }: Term, text: string) {
  const rest = values.filter((value) => value.op !== "is" || value.text !== text);
  return { isFound: rest.length < values.length, rest };
}

/** One term of a query text, as it stands there. What a query means is the server's to say. */
export interface TextTerm {
  /** The term as written. */
  text: string;
  negated: boolean;
  /** What stands before the first colon; missing for free text. */
  field?: string;
  /** What stands behind it, split at commas outside of quotes. */
  values: string[];
}

/** Takes a query text apart at spaces outside of quotes. */
function splitTerms(text: string): TextTerm[] {
  return splitOutsideQuotes(text, /\s/).filter(Boolean).map(readTerm);
}

/** The text with another time, which replaces the one it has: ends that are missing are open. */
export function withTime(text: string, time: { since?: string; until?: string }): string {
  const rest = splitTerms(text).filter((term) => !isTime(term));
  const ends = [time.since && `since:${time.since}`, time.until && `until:${time.until}`];
  return [...rest.map((term) => term.text), ...ends].filter(Boolean).join(" ");
}

/** The time that a text asks for, as written. */
export function timeOf(text: string): { since?: string; until?: string } {
  const time: { since?: string; until?: string } = {};
  for (const term of splitTerms(text)) {
    if (term.field === "since") time.since = term.values[0];
    if (term.field === "until") time.until = term.values[0];
  }
  return time;
}

/** Whether a text bounds the time at either end. */
export function hasTime(text: string): boolean {
  return splitTerms(text).some(isTime);
}

/** The words that a text searches in descriptions. */
export function freeTextOf(text: string): string[] {
  return splitTerms(text)
    .filter((term) => term.field === undefined)
    .map((term) => term.text);
}

/** Whether a text asks for exactly this value of a field, among others. */
export function hasValue(text: string, field: string, value: string, negated = false): boolean {
  const written = printValue(value);
  return splitTerms(text).some(
    (term) => term.field === field && term.negated === negated && term.values.includes(written),
  );
}

/** Adds a value to what a field may be, or, if it is there, takes it away. */
export function toggleValue(text: string, field: string, value: string): string {
  const written = printValue(value);
  let isDone = false;
  const terms = splitTerms(text).flatMap((term) => {
    if (isDone || term.field !== field || term.negated) return [term.text];
    isDone = true;
    const values = term.values.includes(written)
      ? term.values.filter((other) => other !== written)
      : [...term.values, written];
    return values.length === 0 ? [] : [`${field}:${values.join(",")}`];
  });
  return (isDone ? terms : [...terms, `${field}:${written}`]).join(" ");
}

/** Adds that a field is not a value, or, if that is there, takes it away. */
export function toggleExclusion(text: string, field: string, value: string): string {
  const term = `-${field}:${printValue(value)}`;
  const terms = splitTerms(text).map((other) => other.text);
  const rest = terms.filter((other) => other !== term);
  return (rest.length < terms.length ? rest : [...rest, term]).join(" ");
}

/** Replaces whatever a text says about a field by one value. */
export function setValue(text: string, field: string, value: string): string {
  const rest = splitTerms(text).filter((term) => term.field !== field);
  return [...rest.map((term) => term.text), `${field}:${printValue(value)}`].join(" ");
}

/** A value as it may stand behind a colon: in quotes unless it is plain. */
export function printValue(value: string): string {
  return /^[\p{L}\p{N}_/@+][\p{L}\p{N}_\-/@+:#%]*(\.[\p{L}\p{N}_\-/@+:#%]+)*$/u.test(value)
    ? value
    : quote(value);
}

/** A text in quotes, so that all of it is searched as it stands. */
export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function isTime(term: TextTerm): boolean {
  return !term.negated && (term.field === "since" || term.field === "until");
}

function readTerm(text: string): TextTerm {
  const negated = text.startsWith("-") && text.length > 1;
  const body = negated ? text.slice(1) : text;
  const field = /^[A-Za-z][\w."\-\\]*?(?=:)/.exec(body)?.[0];
  const rest = field === undefined ? body : body.slice(field.length + 1);
  return { text, negated, ...(field && { field }), values: splitOutsideQuotes(rest, /,/) };
}

function splitOutsideQuotes(text: string, separator: RegExp): string[] {
  const parts: string[] = [];
  let part = "";
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (isQuoted && character === "\\") {
      part += character + text.charAt(at + 1);
      at += 1;
    } else if (!isQuoted && separator.test(character)) {
      parts.push(part);
      part = "";
    } else {
      if (character === '"') isQuoted = !isQuoted;
      part += character;
    }
  }
  return [...parts, part];
}

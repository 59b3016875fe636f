import { parseQuery } from "./parse.js";
import type { Term } from "./query.js";
import { isSpace } from "./scanner.js";

/** One term as it stands in a text that may be unfinished or invalid. */
export interface WrittenTerm {
  /** The term as written. */
  text: string;
  /** Offset of its first character, in UTF-16 units from 0. */
  start: number;
  negated: boolean;
  /** What precedes the first colon, without the `-`; missing for free text. */
  name?: string;
  /** Offset of each value: after the colon, and after every comma outside quotes. */
  values: readonly number[];
}

/**
 * Splits a text at white space outside quotes. It never throws: editors and completion need the terms of texts that
 * `parseQuery` rejects.
 *
 * @example
 * splitTerms("origin:orders -level:de").map(({ name, text }) => [name, text]);
 * // [["origin", "origin:orders"], ["level", "-level:de"]]
 */
export function splitTerms(text: string): WrittenTerm[] {
  const terms: WrittenTerm[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at <= text.length; at += 1) {
    const character = text.charAt(at);
    if (isQuoted && character === "\\") at += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (at === text.length || (!isQuoted && isSpace(character))) {
      if (at > start) terms.push(splitTerm(text.slice(start, at), start));
      start = at + 1;
    }
  }
  if (start < text.length) terms.push(splitTerm(text.slice(start), start));
  return terms;
}

/**
 * What a written term means; `undefined` while it is not valid.
 *
 * @example
 * splitTerms("origin:orders -level:debug").map(readTerm);
 */
export function readTerm({ text }: WrittenTerm): Term | undefined {
  try {
    return parseQuery(text).terms[0];
  } catch {
    return undefined;
  }
}

function splitTerm(text: string, start: number): WrittenTerm {
  const negated = text.startsWith("-");
  const nameStart = negated ? 1 : 0;
  let colon: number | undefined;
  const values: number[] = [];
  let isQuoted = false;
  for (let at = nameStart; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (isQuoted && character === "\\") at += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === ":" && colon === undefined) {
      colon = at;
      values.push(start + at + 1);
    } else if (character === "," && colon !== undefined) values.push(start + at + 1);
  }
  if (colon === undefined) return { text, start, negated, values };
  return { text, start, negated, name: text.slice(nameStart, colon), values };
}

import { LEVELS, type OriginRegistration } from "@service-events/schema";
import { ERROR_PARTS, FIELDS, isField } from "./fields.js";
import { matchesName } from "./names.js";
import { printText } from "./print.js";
import type { FieldName } from "./query.js";
import { readTerm, splitTerms } from "./written-terms.js";

/** What can be written at a place in a text. */
export interface Completion {
  /** The part of the text that an option replaces, in UTF-16 units from 0; `to` is exclusive. */
  from: number;
  to: number;
  options: CompletionOption[];
}

/** One of the texts that can be written. */
export interface CompletionOption {
  /** What to insert. */
  text: string;
  kind: "field" | "origin" | "event" | "level" | "time" | "value";
  /** What it means, for people. */
  description?: string;
}

/** Longer lists do not fit on a screen. */
const MAX_OPTIONS = 50;
const PAST = ["15m", "1h", "24h", "7d", "today", "yesterday"];
const FUTURE = ["<1d", "<7d", "<30d", "never"];

/**
 * Lists what can be written at the cursor: fields at the start of a term, and after a colon or a comma the values known
 * for the field. It never throws: a text that is not a valid query gets no options, or those that fit its last term.
 *
 * @param origins The registry's origins; with none, origins and events are not offered.
 * @param cursor In UTF-16 units from 0; the end of the text by default.
 * @example
 * completeText("level:wa", []).options; // [{ text: "warn", kind: "level" }]
 */
export function completeText(
  text: string,
  origins: readonly OriginRegistration[],
  cursor = text.length,
): Completion {
  const to = Math.min(Math.max(Math.trunc(cursor) || 0, 0), text.length);
  const before = text.slice(0, to);
  const last = splitTerms(before).at(-1);
  if (!last || last.start + last.text.length < to) {
    return { from: to, to, options: fitting(fieldOptions(), "") };
  }
  if (last.name === undefined) {
    const from = last.start + (last.negated ? 1 : 0);
    return { from, to, options: fitting(fieldOptions(), before.slice(from)) };
  }
  const from = last.values.at(-1) ?? to;
  const field = last.name.split(".", 1)[0] ?? "";
  const options = isField(field) ? valueOptions(field, text, origins) : [];
  return { from, to, options: fitting(options, before.slice(from).replace(/^"/, "")) };
}

function fieldOptions(): CompletionOption[] {
  return Object.entries(FIELDS).flatMap(([name, { path, summary }]) => {
    const own: CompletionOption = {
      text: path === "must" ? `${name}.` : `${name}:`,
      kind: "field",
      description: summary,
    };
    if (name !== "error") return [own];
    return [own, ...ERROR_PARTS.map((part) => ({ ...own, text: `error.${part}:` }))];
  });
}

function valueOptions(
  field: Exclude<FieldName, "text">,
  text: string,
  origins: readonly OriginRegistration[],
): CompletionOption[] {
  const named = (texts: readonly string[], kind: CompletionOption["kind"]) =>
    texts.map((option) => ({ text: printText(option, field), kind }));
  switch (field) {
    case "origin":
      return named(
        origins.map(({ origin }) => origin),
        "origin",
      );
    case "event":
      return eventOptions(text, origins);
    case "level":
      return named(LEVELS, "level");
    case "since":
    case "until":
      return named(field === "until" ? ["now", ...PAST] : PAST, "time");
    case "expires":
      return FUTURE.map((option) => ({ text: option, kind: "time" }));
    default:
      return [];
  }
}

/** The types of the origins that the text asks for, or of all. */
function eventOptions(text: string, origins: readonly OriginRegistration[]): CompletionOption[] {
  const descriptions = new Map<string, string | undefined>();
  for (const { events } of askedOrigins(text, origins)) {
    for (const [type, { description }] of Object.entries(events)) {
      descriptions.set(type, descriptions.get(type) ?? description);
    }
  }
  return [...descriptions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, description]) => ({
      text: printText(type, "event"),
      kind: "event",
      ...(description && { description }),
    }));
}

/** The origins that the text's valid `origin:` terms allow; all if it allows none that is registered. */
function askedOrigins(
  text: string,
  origins: readonly OriginRegistration[],
): readonly OriginRegistration[] {
  const terms = splitTerms(text)
    .map(readTerm)
    .filter((term) => term?.field === "origin");
  const asked = origins.filter(({ origin }) =>
    terms.every((term) => term && matchesName(term, origin)),
  );
  return asked.length > 0 ? asked : origins;
}

/** Options that begin with the typed text come first, then those that contain it elsewhere. */
function fitting(options: readonly CompletionOption[], typed: string): CompletionOption[] {
  const wanted = typed.toLowerCase();
  const place = ({ text }: CompletionOption) => text.toLowerCase().indexOf(wanted);
  const starting = options.filter((option) => place(option) === 0);
  const containing = options.filter((option) => place(option) > 0);
  return [...starting, ...containing].slice(0, MAX_OPTIONS);
}

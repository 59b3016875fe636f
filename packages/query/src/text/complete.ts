import type { RegisteredOrigin } from "../registry.js";
import { ERROR_PARTS, FIELDS, isField, LEVELS } from "./fields.js";
import { printText } from "./print.js";
import type { FieldName } from "./query.js";
import { isSpace } from "./scanner.js";

/** What may be written at a place of a text. */
export interface Completion {
  /** The part of the text that an option replaces, in UTF-16 units from 0; `to` is behind its end. */
  from: number;
  to: number;
  options: CompletionOption[];
}

export interface CompletionOption {
  /** What to insert. */
  text: string;
  kind: "field" | "origin" | "event" | "level" | "time" | "value";
  /** What it means, for people. */
  description?: string;
}

/** More than a list on a screen is good for. */
const MAX_OPTIONS = 50;
const PAST = ["15m", "1h", "24h", "7d", "today", "yesterday"];
const FUTURE = ["<1d", "<7d", "<30d", "never"];

/**
 * Lists what can be written at the cursor: fields at the start of a term, and behind a colon or a comma what the registry
 * knows for the field. It never fails: a text that is no query has nothing to offer, or what fits its unfinished end.
 *
 * @param cursor In UTF-16 units from 0; the end of the text by default.
 */
export function completeText(
  text: string,
  origins: readonly RegisteredOrigin[],
  cursor = text.length,
): Completion {
  const to = Math.min(Math.max(Math.trunc(cursor) || 0, 0), text.length);
  const before = text.slice(0, to);
  const { start, colon, value } = lastTerm(before);
  const nameStart = before.charAt(start) === "-" ? start + 1 : start;
  if (colon === undefined) {
    return { from: nameStart, to, options: fitting(fieldOptions(), before.slice(nameStart)) };
  }
  const field = before.slice(nameStart, colon).split(".", 1)[0] ?? "";
  const options = isField(field) ? valueOptions(field, text, origins) : [];
  const typed = before.slice(value).replace(/^"/, "");
  return { from: value, to, options: fitting(options, typed) };
}

/** Where the last term of a text starts, its first colon stands, and its last value starts. */
function lastTerm(text: string): { start: number; colon?: number; value: number } {
  let term: { start: number; colon?: number; value: number } = { start: 0, value: 0 };
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (isQuoted && character === "\\") at += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (isSpace(character)) term = { start: at + 1, value: at + 1 };
    else if (character === ":" && term.colon === undefined) {
      term = { ...term, colon: at, value: at + 1 };
    } else if (character === ",") term = { ...term, value: at + 1 };
  }
  return term;
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
  origins: readonly RegisteredOrigin[],
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

/** The types of those origins that the text names, or of all. */
function eventOptions(text: string, origins: readonly RegisteredOrigin[]): CompletionOption[] {
  const mentioned = origins.filter(({ origin }) => text.includes(`origin:${origin}`));
  const descriptions = new Map<string, string | undefined>();
  for (const { events } of mentioned.length > 0 ? mentioned : origins) {
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

/** Options that begin as typed come first, then those that hold it elsewhere. */
function fitting(options: readonly CompletionOption[], typed: string): CompletionOption[] {
  const wanted = typed.toLowerCase();
  const place = ({ text }: CompletionOption) => text.toLowerCase().indexOf(wanted);
  const starting = options.filter((option) => place(option) === 0);
  const holding = options.filter((option) => place(option) > 0);
  return [...starting, ...holding].slice(0, MAX_OPTIONS);
}

import { parsePath } from "./path.js";

/**
 * Where a field comes from: a path such as `$.user.id`, a constant, or several of these, of which the first that is present
 * is used.
 */
export type Source = string | readonly string[];

/** How a foreign event becomes one of the log. */
export interface Mapping {
  /** The name of its type. */
  event: Source;
  /** When it happened: an ISO time, or a number of seconds, ms or µs since 1970. */
  time: Source;
  /** Its id in the other system. Default: the whole line. */
  id?: Source;
  origin?: Source;
  userId?: Source;
  description?: Source;
  level?: Source;
  requestId?: Source;
  correlationId?: Source;
  environment?: Source;
  /** One value, or one for each name; a later name replaces an earlier one. */
  payload?: Source | Readonly<Record<string, Source>>;
}

/** The name in a payload that copies all properties of the object at its source. */
export const ALL_NAMES = "*";

const FIELDS: readonly (keyof Mapping)[] = [
  "event",
  "time",
  "id",
  "origin",
  "userId",
  "description",
  "level",
  "requestId",
  "correlationId",
  "environment",
  "payload",
];

/** A mapping, or the first problem of its text with its line, counted from 1. */
export type ParsedMapping =
  | { mapping: Partial<Mapping> }
  | { line: number; problem: string; hint: string };

/** Reads the text of a mapping file. */
export function parseMapping(text: string): ParsedMapping {
  const value = parse(text);
  if (value instanceof Error) {
    return {
      line: lineOfError(text, value),
      problem: "invalid JSON",
      hint: "check commas and quotes there",
    };
  }
  if (!isObject(value)) {
    return { line: 1, problem: "not a JSON object", hint: 'write { "event": "$.name", … }' };
  }
  for (const [name, source] of Object.entries(value)) {
    const wrong = FIELDS.includes(name as keyof Mapping)
      ? checkField(name, source)
      : { problem: `'${name}' is not a field`, hint: `use ${FIELDS.join(", ")}` };
    if (wrong) return { line: lineOfKey(text, name), ...wrong };
  }
  return { mapping: value as Partial<Mapping> };
}

type Wrong = { problem: string; hint: string };

function checkField(name: string, source: unknown): Wrong | undefined {
  if (name !== "payload" || !isObject(source)) return checkSource(name, source);
  for (const [key, part] of Object.entries(source)) {
    const wrong = checkSource(`payload.${key}`, part);
    if (wrong) return wrong;
  }
  return undefined;
}

function checkSource(name: string, source: unknown): Wrong | undefined {
  const parts = Array.isArray(source) ? source : [source];
  const hint = `write a path such as "$.name", a text, or a list of these`;
  if (parts.length === 0 || !parts.every((part) => typeof part === "string" && part !== "")) {
    return { problem: `'${name}' is neither a path nor a string`, hint };
  }
  const bad = parts.find((part) => part.startsWith("$") && !parsePath(part));
  if (bad === undefined) return undefined;
  return {
    problem: `'${name}' has an invalid path '${bad}'`,
    hint: 'write $.name, $.list[0] or $["odd name"]',
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}

/** Node.js reports a position, a line, or an unexpected end. */
function lineOfError(text: string, { message }: Error): number {
  const line = /\(line (\d+)/.exec(message)?.[1];
  if (line) return Number(line);
  const position = /position (\d+)/.exec(message)?.[1];
  return linesUpTo(text, position ? Number(position) : text.length);
}

function lineOfKey(text: string, key: string): number {
  return linesUpTo(text, Math.max(text.indexOf(`${JSON.stringify(key)}`), 0));
}

function linesUpTo(text: string, position: number): number {
  return text.slice(0, position).split("\n").length;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

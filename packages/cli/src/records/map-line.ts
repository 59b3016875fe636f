import type { ForeignEvent } from "@service-events/logger/foreign";
import type { EventRecord, Level } from "@service-events/schema";
import { toEventName } from "./event-name.js";
import { readEventTime } from "./event-time.js";
import { ALL_NAMES, type Mapping, type Source } from "./mapping.js";
import type { Parsed } from "./parse-record.js";
import { follow, type Path, parsePath } from "./path.js";

/** Reads a field of a parsed line. */
type Read = (line: object) => unknown;

const LEVELS: readonly (readonly [RegExp, Level])[] = [
  [/^(emerg|alert|crit|fatal|err|panic)/i, "error"],
  [/^warn/i, "warn"],
  [/^(debug|trace|verbose)/i, "debug"],
];

/**
 * Makes a function that turns a line into a record by a mapping. It never throws, and gives the same for the same line.
 *
 * @param toRecord From `createForeignRecordMaker`.
 */
export function createLineMapper(
  mapping: Mapping,
  toRecord: (event: ForeignEvent) => EventRecord<string>,
): (line: string) => Parsed {
  const reads = Object.fromEntries(
    Object.entries(mapping).map(([name, source]) => [name, readerOf(source)]),
  ) as Record<keyof Mapping, Read> & Partial<Record<keyof Mapping, Read>>;

  function toForeign(line: string, value: object): ForeignEvent | string {
    const name = toText(reads.event(value));
    if (name === undefined) return missing("event", mapping.event);
    const event = toEventName(name);
    if (event === "") return `event '${name.slice(0, 80)}' has no letter or digit`;
    const at = reads.time(value);
    if (at === undefined) return missing("time", mapping.time);
    const time = readEventTime(at, Date.now());
    if (!time) return `time '${String(at).slice(0, 80)}' is not a plausible time`;
    const level = toText(reads.level?.(value));
    return {
      id: toText(reads.id?.(value)) ?? line.trim(),
      origin: toText(reads.origin?.(value)) ?? "import",
      event,
      ...time,
      description: reads.description?.(value) ?? name,
      level: level === undefined ? "info" : toLevel(level),
      userId: toText(reads.userId?.(value)),
      requestId: toText(reads.requestId?.(value)),
      correlationId: toText(reads.correlationId?.(value)),
      environment: toText(reads.environment?.(value)),
      payload: opened(reads.payload?.(value)),
    };
  }

  return function mapLine(line) {
    const value = parse(line);
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return { problem: "not a JSON object: write one a line, such as with jq -c '.[]'" };
    }
    const foreign = toForeign(line, value);
    if (typeof foreign === "string") return { problem: foreign };
    try {
      return { record: toRecord(foreign) };
    } catch (error) {
      return { problem: (error as Error).message };
    }
  };
}

function readerOf(source: NonNullable<Mapping["payload"]>): Read {
  if (typeof source === "string" || isList(source)) return firstOf(source);
  const parts = Object.entries(source).map(([name, part]) => [name, firstOf(part)] as const);
  return (line) => {
    const found = parts.flatMap(([name, read]) => entriesOf(name, read(line)));
    // With fromEntries, __proto__ is a name like any other.
    return found.length === 0 ? undefined : Object.fromEntries(found);
  };
}

/** `*` copies the properties of its value. */
function entriesOf(name: string, value: unknown): [string, unknown][] {
  if (value === undefined) return [];
  if (name !== ALL_NAMES) return [[name, value]];
  const all = opened(value);
  const hasNames = typeof all === "object" && all !== null && !Array.isArray(all);
  return hasNames ? Object.entries(all) : [["value", all]];
}

/** The first source that is present. */
function firstOf(source: Source): Read {
  const options = [source].flat().map((text): Path | string => parsePath(text) ?? text);
  return (line) => {
    for (const option of options) {
      const value = typeof option === "string" ? option : follow(line, option);
      if (value !== undefined && value !== null && value !== "") return value;
    }
    return undefined;
  };
}

function isList(source: object): source is readonly string[] {
  return Array.isArray(source);
}

function missing(field: string, source: Source): string {
  return `${field} is missing: ${[source].flat().join(", ")} not found`;
}

/** Ids and names are strings or numbers; anything else is ignored. */
function toText(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

function toLevel(text: string): Level {
  return LEVELS.find(([pattern]) => pattern.test(text))?.[1] ?? "info";
}

/** Some tables store JSON as a string. */
function opened(payload: unknown): unknown {
  const isJson = typeof payload === "string" && payload.startsWith("{");
  return (isJson ? parse(payload) : undefined) ?? payload;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

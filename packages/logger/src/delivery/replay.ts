import type { EventRecord } from "@service-events/schema";
import type { EventWriter, FlushReport } from "../event-writer.js";

export { undeliveredLines } from "./undelivered-lines.js";

/** Which lines are read. */
export interface ReplayOptions {
  /**
   * Only what this sink did not take: its name, or the kind of sink that stands before the colon in it, such as
   * `dynamodb` for `dynamodb:event-log`. Default: lines of every sink.
   */
  sink?: string;
}

/** What came of a replay. */
export interface ReplayReport extends FlushReport {
  /** Records found in the lines and written again. */
  found: number;
  /** Undelivered lines that could not be read: cut short, or parts of a record whose others are missing. */
  unreadable: number;
  /** Records that another sink than the one asked for did not take. */
  skipped: number;
}

/** How many records are written between two flushes: the queue holds no more than these. */
const FLUSH_EVERY = 1_000;
/** How long such a flush may take, in ms. */
const FLUSH_MS = 30_000;

/**
 * Finds the undelivered lines among others and writes their records again. A record is the same item however often
 * it is written, so replaying twice changes nothing.
 *
 * Lines may be raw stderr, `aws logs tail` output, or JSON that wraps the line as a text, at any depth, such as an
 * export of CloudWatch Logs.
 *
 * @example
 * await replay(createInterface({ input: process.stdin }), createDynamoEventWriter({ tableName, client }));
 */
export async function replay(
  lines: Iterable<string> | AsyncIterable<string>,
  writer: EventWriter,
  options: ReplayOptions = {},
): Promise<ReplayReport> {
  const reader = createUndeliveredReader(options);
  const report: ReplayReport = {
    found: 0,
    unreadable: 0,
    skipped: 0,
    delivered: 0,
    undelivered: 0,
    pending: 0,
  };

  async function flush(): Promise<void> {
    const { delivered, undelivered } = await writer.flush({ deadline: Date.now() + FLUSH_MS });
    report.delivered += delivered;
    report.undelivered += undelivered;
  }

  for await (const line of lines) {
    for (const record of reader.read(line)) {
      writer(record);
      report.found++;
      if (report.found % FLUSH_EVERY === 0) await flush();
    }
  }
  await flush();
  report.unreadable = reader.unreadable;
  report.skipped = reader.skipped;
  return report;
}

/** Reads records out of lines; keeps the parts of long ones until they are complete. */
export interface UndeliveredReader {
  read(line: string): EventRecord<string>[];
  readonly unreadable: number;
  readonly skipped: number;
}

interface Part {
  sink: string;
  id: string;
  part: number;
  parts: number;
  text: string;
}

/**
 * Creates a reader that is given one line after the other and returns the records that are complete.
 *
 * @example
 * const reader = createUndeliveredReader();
 * for await (const line of lines) records.push(...reader.read(line));
 */
/**
 * Creates a reader that is given one line after the other and returns the records that are complete.
 *
 * @example
 * const reader = createUndeliveredReader();
 * for await (const line of lines) records.push(...reader.read(line));
 */
export function createUndeliveredReader({ sink }: ReplayOptions = {}): UndeliveredReader {
  const partial = new Map<string, string[]>();
  let broken = 0;
  let skipped = 0;

  function fromEntry(entry: unknown): EventRecord<string> | undefined {
    const { record } = entry as { record?: unknown };
    if (sink !== undefined && !isOfSink(entry, sink)) {
      // A record in several parts is one record.
      if (record !== undefined || (entry as Part).part === 1) skipped++;
      return undefined;
    }
    const whole = record === undefined ? join(entry as Part) : record;
    if (whole === undefined) return undefined;
    if (isRecord(whole)) return whole;
    broken++;
    return undefined;
  }

  function join({ sink, id, part, parts, text }: Part): unknown {
    // Several sinks may have printed the same record, each in parts of its own.
    const key = `${sink} ${id}`;
    const texts = partial.get(key) ?? [];
    texts[part - 1] = text;
    partial.set(key, texts);
    // Counts the parts that are there: a sparse array is as long as its last one.
    if (Object.keys(texts).length < parts) return undefined;
    partial.delete(key);
    return parse(texts.join(""));
  }

  return {
    read(line) {
      const records: EventRecord<string>[] = [];
      for (const entry of findEntries(line)) {
        if (entry === undefined) broken++;
        const record = entry === undefined ? undefined : fromEntry(entry);
        if (record) records.push(record);
      }
      return records;
    },
    get unreadable() {
      return broken + partial.size;
    },
    get skipped() {
      return skipped;
    },
  };
}

function isOfSink(entry: unknown, sink: string): boolean {
  const { sink: name } = entry as { sink?: unknown };
  return typeof name === "string" && (name === sink || name.startsWith(`${sink}:`));
}

/** `{"undelivered":` with as many backslashes before each quote as there are wrappings around it. */
const START = /\{(\\*)"undelivered\1"\s*:/;

/** Every undelivered entry in a line; `undefined` for one that does not parse. */
function* findEntries(line: string): Generator<unknown> {
  let rest = line;
  for (let match = START.exec(rest); match; match = START.exec(rest)) {
    rest = rest.slice(match.index);
    const backslashes = match[1] ?? "";
    const text = unwrap(rest, backslashes);
    const end = endOfObject(text);
    yield end === 0 ? undefined : parse(text.slice(0, end));
    // What stands inside an entry is data, also when it looks like an entry.
    if (backslashes !== "") rest = rest.slice(endOfString(rest));
    else rest = end === 0 ? "" : rest.slice(end);
  }
}

/** Takes away one wrapping after the other: inside a JSON string each quote has a backslash. */
function unwrap(text: string, backslashes: string): string {
  let rest = text;
  for (let depth = backslashes.length; depth > 0; depth = (depth - 1) / 2) {
    const inner = parse(`"${rest.slice(0, endOfString(rest))}"`);
    if (typeof inner !== "string") return "";
    rest = inner;
  }
  return rest;
}

/** Where a JSON string ends: at its first quote without a backslash. */
function endOfString(text: string): number {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/** Just behind the object that the text begins with; 0 when it is cut short. */
function endOfObject(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at += 1 + endOfString(text.slice(at + 1));
    else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return at + 1;
  }
  return 0;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is EventRecord<string> {
  if (typeof value !== "object" || value === null) return false;
  const { pk, sk, origin, event, createdAt } = value as Record<string, unknown>;
  return [pk, sk, origin, event, createdAt].every(
    (part) => typeof part === "string" && part !== "",
  );
}

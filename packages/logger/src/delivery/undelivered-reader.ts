import {
  checkRecord,
  checkRegistration,
  type EventRecord,
  type OriginRegistration,
} from "@service-events/schema";
import type { Entry, Found } from "./find-entries.js";
import { createLineJoiner } from "./line-joiner.js";

/** What undelivered lines hold. */
export type UndeliveredEntry =
  | { readonly record: EventRecord<string> }
  | { readonly registration: OriginRegistration };

/** Which lines are read, and who hears of those that cannot be. */
export interface ReaderOptions {
  /**
   * Only what this sink did not take: its name, or the kind of sink that stands before the colon in it, such as
   * `dynamodb` for `dynamodb:event-log`. Default: lines of every sink.
   */
  sink?: string;
  /** Is told why an entry is not put back. */
  onUnreadable?(problem: string): void;
}

/** Reads what undelivered lines hold; keeps the parts of long ones until they are complete. */
export interface UndeliveredReader {
  read(line: string): UndeliveredEntry[];
  /** Entries that cannot be read so far: cut short, forged, or parts of a record whose others are missing. */
  readonly unreadable: number;
  /** Entries of other sinks. */
  readonly skipped: number;
}

/** A record has 400 KB at the most: more parts than that are not a logger's. */
const MAX_PARTS = 1_000;

/** Parts that wait for others take no more characters than this: those that wait longest are given up first. */
const MAX_WAITING_CHARACTERS = 64 * 1024 * 1024;

/**
 * Creates a reader that is given one line after the other and returns the entries that are complete.
 *
 * @example
 * const reader = createUndeliveredReader();
 * for await (const line of lines) console.log(reader.read(line));
 */
export function createUndeliveredReader(options: ReaderOptions = {}): UndeliveredReader {
  const { sink, onUnreadable = () => {} } = options;
  const joiner = createLineJoiner();
  const incomplete = new Map<string, Map<number, string>>();
  let waitingCharacters = 0;
  let broken = 0;
  let skipped = 0;

  function fail(problem: string): undefined {
    broken++;
    onUnreadable(problem);
    return undefined;
  }

  function toUndelivered(found: Found): UndeliveredEntry | undefined {
    if (!("entry" in found)) return fail("problem" in found ? found.problem : "it is cut short");
    const { entry } = found;
    const { sink: name, record, registration, part } = entry;
    if (sink !== undefined && !isOfSink(name, sink)) {
      // A record in several parts is one record.
      if (part === undefined || part === 1) skipped++;
      return undefined;
    }
    if (registration !== undefined) {
      const checked = checkRegistration(registration);
      return "problem" in checked ? fail(checked.problem) : { registration: checked.value };
    }
    const whole = record === undefined ? join(entry) : record;
    if (whole === undefined) return undefined;
    const checked = checkRecord(whole);
    return "problem" in checked ? fail(checked.problem) : { record: checked.value };
  }

  function join({ sink: name, id, part, parts, text }: Entry): unknown {
    if (
      !isCount(parts, MAX_PARTS) ||
      !isCount(part, parts) ||
      typeof id !== "string" ||
      typeof text !== "string"
    ) {
      return fail("the entry has neither a record nor a part of one");
    }
    // Several sinks may have printed the same record, each in parts of its own.
    const key = JSON.stringify([name, id, parts]);
    const texts = incomplete.get(key) ?? new Map<number, string>();
    waitingCharacters += text.length - (texts.get(part)?.length ?? 0);
    texts.set(part, text);
    incomplete.set(key, texts);
    if (texts.size < parts) return dropOldest();
    forget(key, texts);
    const joined = Array.from({ length: parts }, (_, index) => texts.get(index + 1)).join("");
    try {
      return JSON.parse(joined);
    } catch {
      return fail("the parts of the record do not make a JSON object");
    }
  }

  function dropOldest(): void {
    for (const [key, texts] of incomplete) {
      if (waitingCharacters <= MAX_WAITING_CHARACTERS) return;
      forget(key, texts);
      fail("too many parts of records wait for others");
    }
  }

  function forget(key: string, texts: ReadonlyMap<number, string>): void {
    incomplete.delete(key);
    for (const text of texts.values()) waitingCharacters -= text.length;
  }

  return {
    read(line) {
      return joiner
        .find(line)
        .map(toUndelivered)
        .filter((found) => found !== undefined);
    },
    get unreadable() {
      return broken + incomplete.size + joiner.waiting;
    },
    get skipped() {
      return skipped;
    },
  };
}

function isOfSink(name: unknown, sink: string): boolean {
  return typeof name === "string" && (name === sink || name.startsWith(`${sink}:`));
}

function isCount(value: unknown, most: number): value is number {
  return Number.isInteger(value) && 1 <= (value as number) && (value as number) <= most;
}

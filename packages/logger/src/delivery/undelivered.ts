import fs from "node:fs";
import type { EventRecord } from "@service-events/schema";
import { toStorable } from "../payload/storable.js";
import type { Refusal } from "../sink.js";

/**
 * Receives the records that will not be delivered, and why.
 *
 * @param refusal What the sink last said; missing when it said nothing.
 */
export type Undelivered = (
  records: readonly EventRecord<string>[],
  reason: string,
  refusal?: Refusal,
) => void;

/** Longer lines are printed in parts: CloudWatch cuts an entry at 256 KB. */
const MAX_LINE_CHARACTERS = 60_000;

/** Prints one JSON line a record to stderr, at once: on Lambda that is the one disk a function always has. */
export function printUndelivered(sink: string): Undelivered {
  return (records, reason) => {
    for (const record of records) writeStderr(undeliveredLines(record, reason, sink));
  };
}

/**
 * Makes an `undelivered` that cannot fail: what is left when it throws, or gives a promise that rejects, is printed.
 * Without one, everything is.
 */
export function orPrint(undelivered: Undelivered | undefined, sink: string): Undelivered {
  const print = printUndelivered(sink);
  if (undelivered === undefined) return print;
  return (records, reason, refusal) => {
    try {
      const result: unknown = undelivered(records, reason, refusal);
      Promise.resolve(result).catch(() => print(records, reason));
    } catch {
      print(records, reason);
    }
  };
}

/**
 * The lines for one record: `{"undelivered":reason,"sink":name,"record":{...}}`, or, for a long one, several with
 * `"id","part","parts","text"` in place of the record, whose texts joined are the record's JSON.
 *
 * @example
 * for (const line of undeliveredLines(record, "AccessDenied", "dynamodb:event-log")) console.error(line);
 */
export function undeliveredLines(
  record: EventRecord<string>,
  reason: string,
  sink: string,
): string[] {
  const why = reason.slice(0, 1_000);
  const line = toJson({ undelivered: why, sink, record });
  if (line.length <= MAX_LINE_CHARACTERS) return [line];

  const text = toJson(record);
  const parts = Math.ceil(text.length / MAX_LINE_CHARACTERS);
  return Array.from({ length: parts }, (_, part) =>
    JSON.stringify({
      undelivered: why,
      sink,
      id: record.sk,
      part: part + 1,
      parts,
      text: text.slice(part * MAX_LINE_CHARACTERS, (part + 1) * MAX_LINE_CHARACTERS),
    }),
  );
}

/** A record that was not made by a logger may hold what is no JSON. */
function toJson(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    return JSON.stringify(toStorable(value).value);
  }
}

const STDERR = 2;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** Writes lines to stderr before it returns, also when stderr is a pipe that is full for the moment. */
function writeStderr(lines: readonly string[]): void {
  let rest = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  while (rest.length > 0) {
    try {
      rest = rest.subarray(fs.writeSync(STDERR, rest));
    } catch (error) {
      // Nobody reads stderr any more: there is no place left to say so.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}

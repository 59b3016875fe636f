import { AsyncLocalStorage } from "node:async_hooks";
import type { EventRecord } from "@service-events/schema";
import type { Refusal } from "../sink.js";
import { within } from "../within.js";
import { printLines } from "./last-resort.js";
import { drainAtEnd, forget } from "./process-end.js";
import { undeliveredLines } from "./undelivered-lines.js";

/**
 * Receives the records that will not be delivered, and why. What it throws, or rejects with, has the records printed; so
 * has a promise that is not settled when the process ends.
 *
 * @param refusal What the sink last said; missing when it said nothing.
 */
export type Undelivered = (
  records: readonly EventRecord<string>[],
  reason: string,
  refusal?: Refusal,
) => unknown;

/** A record with the number of hand-overs that led to it. */
export interface Handed {
  readonly record: EventRecord<string>;
  readonly depth: number;
}

/** Takes what will not be delivered. Never throws. */
export type HandOver<Entry extends Handed = Handed> = (
  entries: readonly Entry[],
  reason: string,
  refusal: Refusal | undefined,
) => void;

/**
 * Two callbacks may each log what they could not do through the other's writer. Records that come from so many hand-overs
 * are printed, or that would never end.
 */
const MOST_DEPTH = 3;

/** How many hand-overs led to what runs now. It costs nothing until a callback has been called. */
const depths = new AsyncLocalStorage<number>();

/** How many hand-overs led to what is recorded now: a callback that logs its own failures makes records, too. */
export function handOverDepth(): number {
  return depths.getStore() ?? 0;
}

/** Prints one JSON line a record to stderr, at once: on Lambda that is the one disk a function always has. */
export function printUndelivered(sink: string) {
  return function print(records: readonly EventRecord<string>[], reason: string): void {
    for (const record of records) printLines(undeliveredLines(record, reason, sink));
  };
}

/** Calls the user's `undelivered` so that no record is lost by it. Without one, everything is printed. */
export function orPrint(undelivered: Undelivered | undefined, sink: string): HandOver {
  const print = printUndelivered(sink);
  if (undelivered === undefined) {
    return (entries, reason) => print(recordsOf(entries), reason);
  }
  return function handOver(entries, reason, refusal) {
    const depth = entries.reduce((most, entry) => Math.max(most, entry.depth), 0) + 1;
    const records = recordsOf(entries);
    if (depth > MOST_DEPTH) {
      print(records, reason);
      return;
    }
    try {
      const result = depths.run(depth, undelivered, records, reason, refusal);
      if (isThenable(result)) watch(result, () => print(records, reason));
    } catch {
      print(records, reason);
    }
  };
}

/** Waits for a callback at the end of the process, as far as the end waits for anything. */
function watch(result: PromiseLike<unknown>, print: () => void): void {
  const settled = Promise.resolve(result)
    .catch(print)
    .finally(() => forget(draining));
  const draining = { drain: (timeoutMs: number) => within(timeoutMs, settled), giveUp: print };
  drainAtEnd(draining, false);
}

function recordsOf(entries: readonly Handed[]): EventRecord<string>[] {
  return entries.map(({ record }) => record);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === "function";
}

import { type StoredEvent, toEventId } from "@service-events/query";
import { type Difference, findDifferences } from "./differences.js";
import type { Pair } from "./pairs.js";

/** What comparing both sides found. */
export interface Verification {
  /** Events that are the same on both sides. */
  equal: number;
  different: number;
  /** In the log, and not in the file. */
  onlyInLog: number;
  /** In the file, and not in the log. */
  onlyInFile: number;
  /** In the file, and expired since: no difference. */
  expired: number;
  /** In the file, and outside the time that is compared: no difference. */
  outside: number;
  /** Lines whose id the file has more than once. */
  repeated: number;
  /** Lines that hold no event. */
  unreadable: number;
  /** The first things that differ. */
  examples: Example[];
}

/** An event that differs between the sides. */
export type Example =
  | { id: string; only: "log" | "file" }
  | { id: string; differences: Difference[] };

/** Differences that are listed; further ones are only counted. */
const MOST_EXAMPLES = 20;

/** How lines are compared with events. */
export interface Comparison {
  /** The event of a line; only ids are compared without it. */
  eventOf?(line: string): StoredEvent | undefined;
  isInRange(sk: string): boolean;
}

/** Classifies and counts pairs, and keeps the first differences. */
export function createVerification({ eventOf, isInRange }: Comparison): {
  add(pair: Pair): void;
  readonly result: Verification;
} {
  const result: Verification = {
    equal: 0,
    different: 0,
    onlyInLog: 0,
    onlyInFile: 0,
    expired: 0,
    outside: 0,
    repeated: 0,
    unreadable: 0,
    examples: [],
  };

  function example(made: Example): void {
    if (result.examples.length < MOST_EXAMPLES) result.examples.push(made);
  }

  function addLine(sk: string, line: string): void {
    const event = eventOf?.(line);
    if (!isInRange(sk)) result.outside++;
    else if (typeof event?.ttl === "number" && event.ttl * 1_000 <= Date.now()) result.expired++;
    else {
      result.onlyInFile++;
      example({ id: event ? toEventId(event) : sk, only: "file" });
    }
  }

  function addPair(event: StoredEvent, line: string): void {
    const differences = eventOf ? findDifferences(event, eventOf(line) ?? {}) : [];
    if (differences.length === 0) result.equal++;
    else {
      result.different++;
      example({ id: toEventId(event), differences });
    }
  }

  return {
    result,
    add(pair) {
      if ("again" in pair) result.repeated++;
      else if (pair.file === undefined) {
        result.onlyInLog++;
        example({ id: toEventId(pair.event), only: "log" });
      } else if (pair.event === undefined) addLine(pair.file.sk, pair.file.line);
      else addPair(pair.event, pair.file.line);
    },
  };
}

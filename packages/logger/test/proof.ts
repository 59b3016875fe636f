import { expect } from "@jest/globals";
import type { DeliveryCounters, FlushReport } from "../src/index.js";
import type { Ending } from "./program.js";

/** What the program `flush` says at its end. */
export interface ProgramReport {
  counters: DeliveryCounters;
  report: FlushReport;
  /** The most events that waited at once. */
  mostWaiting: number;
}

/** Where the events of a run are: their numbers, each as often as it was found. */
export interface Whereabouts {
  readonly stored: readonly number[];
  readonly undelivered: readonly number[];
}

/** Every event is in the table once or in an undelivered line once: nowhere twice, and never nowhere. */
export function expectAllSettled({ stored, undelivered }: Whereabouts, events: number): void {
  const inTable = new Set(stored);
  const inLines = new Set(undelivered);
  const lost = numbers(events).filter((n) => !inTable.has(n) && !inLines.has(n));
  expect({ lost: lost.length, such: lost.slice(0, 10) }).toEqual({ lost: 0, such: [] });
  expect(inTable.size).toBe(stored.length);
  expect(inLines.size).toBe(undelivered.length);
  expect(Math.max(0, ...inTable, ...inLines)).toBe(events - 1);
}

/** A program that came to its end by itself, with nothing on stderr but undelivered lines, and knows what it did. */
export function expectQuietEnd(ending: Ending, events: number): ProgramReport {
  expect(ending).toMatchObject({ code: 0, signal: null, stderr: "" });
  const report = JSON.parse(ending.stdout) as ProgramReport;
  const { accepted, delivered, undelivered } = report.counters;
  expect({ accepted, settled: delivered + undelivered }).toEqual({
    accepted: events,
    settled: events,
  });
  expect(undelivered).toBe(ending.lines.length);
  expect(report.report).toEqual({ delivered, undelivered, pending: 0 });
  return report;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

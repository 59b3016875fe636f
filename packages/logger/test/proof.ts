import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import type { EventTable } from "@service-events/testing/event-table";
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

/** Reads the numbers of all events of an origin that are in the table. */
export async function storedEvents(table: EventTable, origin: string): Promise<number[]> {
  return (await read(table, origin, "description")).map(numberOf);
}

/** Reads the sort keys of all events of an origin that are in the table. */
export function storedKeys(table: EventTable, origin: string): Promise<string[]> {
  return read(table, origin, "sk");
}

async function read(table: EventTable, origin: string, attribute: string): Promise<string[]> {
  const values: string[] = [];
  let from: Record<string, never> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.tableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: `ORIGIN#${origin}` } },
        ProjectionExpression: attribute,
        ExclusiveStartKey: from,
      }),
    );
    for (const item of page.Items ?? []) values.push(String(item[attribute]?.S));
    from = page.LastEvaluatedKey as typeof from;
  } while (from);
  return values;
}

/** The numbers of records that were handed over. */
export function undeliveredEvents(records: readonly Pick<EventRecord, "description">[]): number[] {
  return records.map(({ description }) => numberOf(description));
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

function numberOf(description: string): number {
  return Number(description.replace("event ", ""));
}

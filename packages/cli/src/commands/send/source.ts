import { createUndeliveredReader } from "@service-events/logger/replay";
import { addCost, type EventLog, type Query, type StoredEvent } from "@service-events/query";
import type { Cli } from "../../cli.js";
import { createBadLines } from "../../files/bad-lines.js";
import { readLines } from "../../files/read-lines.js";
import { LONG_READ } from "../../reading/long-read.js";
import { shareDone } from "../../reading/share-done.js";
import { parseRecord } from "../../records/parse-record.js";

/** Some of the events to send, and how far reading has come. */
export interface Batch {
  events: readonly StoredEvent[];
  /** Where to continue after these events; missing after the last ones. */
  cursor?: string;
  /** The share that has been read, from 0 to 1. */
  share: number;
  /** What reading took in this run. */
  items: number;
  units: number;
  /** Lines so far without an event. */
  unreadable: number;
}

/** Reads the events to send in batches, starting after a cursor. */
export type Source = (size: number, cursor?: string) => AsyncIterable<Batch>;

/** The events of a query. */
export function fromLog({ signal }: Cli, log: EventLog, query: Query): Source {
  return async function* readLog(size, cursor) {
    const now = Date.now();
    const paging = { ...LONG_READ, limit: size, order: "oldest", signal, cursor } as const;
    let read = { items: 0, units: 0, ms: 0 };
    let share = 0;
    for await (const page of log.pages(query, paging)) {
      read = addCost(read, page.read);
      const last = page.events.at(-1);
      if (last) share = shareDone(page.plan.range, "oldest", last.createdAt, now);
      const { events } = page;
      yield { events, cursor: page.cursor, share, ...read, unreadable: 0 };
    }
  };
}

/** The events of an export or of undelivered lines. The cursor is the number of events already sent. */
export function fromFile(cli: Cli, file: string): Source {
  return async function* readFile(size, cursor) {
    const undelivered = createUndeliveredReader();
    const bad = createBadLines(cli.notes);
    const done = Number(cursor ?? 0);
    let events: StoredEvent[] = [];
    let seen = 0;
    let number = 0;
    let share = 0;
    const progress = () => ({
      share,
      items: 0,
      units: 0,
      unreadable: bad.count + undelivered.unreadable,
    });

    function eventsOf(line: string): StoredEvent[] {
      if (line.startsWith('{"undelivered"')) {
        return undelivered.read(line).flatMap((entry) => ("record" in entry ? [entry.record] : []));
      }
      const parsed = parseRecord(line);
      if ("record" in parsed) return [parsed.record];
      bad.tell(number, parsed.problem);
      return [];
    }

    const noteShare = (done: number) => {
      share = done;
    };
    for await (const line of readLines(cli, file, noteShare)) {
      number++;
      if (line.trim() === "") continue;
      for (const event of eventsOf(line)) {
        seen++;
        if (seen > done) events.push(event);
      }
      if (events.length < size) continue;
      yield { events, cursor: String(seen), ...progress() };
      events = [];
    }
    yield { events, ...progress() };
  };
}

import type { EventRecord } from "@service-events/schema";
import type { EventWriter, FlushOptions, FlushReport } from "../event-writer.js";
import {
  assertWriter,
  joinRegistrations,
  sumCounters,
  sumReports,
  worstHealth,
} from "./combine.js";

/** What came of the events at all places together, and at each: an event counts once for each place. */
export interface FanOutReport extends FlushReport {
  /** One report a writer, in the order in which they were passed. */
  readonly writers: readonly FlushReport[];
}

/** A writer to several places at once. */
export interface FanOutWriter extends EventWriter {
  flush(options?: FlushOptions): Promise<FanOutReport>;
  fork(): FanOutWriter;
}

/**
 * Creates the `writeEvent` that gives each event to several writers. Each keeps its own queue, retries and `undelivered`,
 * so a dead place slows and loses nothing for the others. The record is the same everywhere, and so is its id, `sk`.
 *
 * `flush` flushes all side by side, by the same deadline. In its sums and in `counters` an event counts once a writer.
 *
 * @throws TypeError when there is no writer, something is none, or one is there twice.
 * @example
 * const writeEvent = fanOut(createDynamoEventWriter({ tableName: "event-log" }), createConsoleEventWriter());
 */
export function fanOut(...writers: readonly EventWriter[]): FanOutWriter {
  if (writers.length === 0) throw new TypeError("fanOut takes one or more writers, received none");
  for (const [index, writer] of writers.entries()) {
    assertWriter(`argument ${index + 1} of fanOut`, writer);
    if (writers.indexOf(writer) === index) continue;
    throw new TypeError(`argument ${index + 1} of fanOut is there twice: its events would be, too`);
  }
  return writerToAll(writers);
}

function writerToAll(writers: readonly EventWriter[]): FanOutWriter {
  function writeEvent(record: EventRecord<string>): void {
    for (const write of writers) write(record);
  }
  return Object.assign(writeEvent, {
    async flush(options?: FlushOptions) {
      const reports = await Promise.all(writers.map((writer) => writer.flush(options)));
      return { ...sumReports(reports), writers: reports };
    },
    async shutdown(options?: FlushOptions) {
      return sumReports(await Promise.all(writers.map((writer) => writer.shutdown(options))));
    },
    health: () => worstHealth(writers),
    register(origin: Parameters<EventWriter["register"]>[0]) {
      return joinRegistrations(writers.map((writer) => writer.register(origin)));
    },
    fork: () => writerToAll(writers.map((writer) => writer.fork())),
    counters: sumCounters(writers),
  });
}

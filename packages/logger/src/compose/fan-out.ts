import type { EventRecord } from "@service-events/schema";
import type { EventWriter, FlushOptions, FlushReport } from "../event-writer.js";
import {
  assertWriter,
  joinRegistrations,
  sumCounters,
  sumReports,
  worstHealth,
} from "./combine.js";

/** What came of the events at all sinks together, and at each: an event counts once per sink. */
export interface FanOutReport extends FlushReport {
  /** One report per writer, in the order of the arguments. */
  readonly writers: readonly FlushReport[];
}

/** A writer to several sinks at once. */
export interface FanOutWriter extends EventWriter {
  flush(options?: FlushOptions): Promise<FanOutReport>;
  fork(): FanOutWriter;
}

/**
 * Creates the `writeEvent` that sends each event to several writers. Each keeps its own queue, retries and
 * `undelivered`, so a dead sink neither delays the others nor loses their events. All get the same record and id, `sk`.
 *
 * `flush` flushes all in parallel, with the same deadline. In its sums and in `counters` an event counts once per writer.
 *
 * @throws TypeError if there are no writers, an argument is not a writer, or a writer is passed twice.
 * @example
 * const writeEvent = fanOut(createDynamoEventWriter({ tableName: "event-log" }), createConsoleEventWriter());
 */
export function fanOut(...writers: readonly EventWriter[]): FanOutWriter {
  if (writers.length === 0) throw new TypeError("fanOut takes one or more writers, received none");
  for (const [index, writer] of writers.entries()) {
    assertWriter(`argument ${index + 1} of fanOut`, writer);
    if (writers.indexOf(writer) === index) continue;
    throw new TypeError(
      `argument ${index + 1} of fanOut is a duplicate: its events would be written twice`,
    );
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

import type { EventRecord } from "@service-events/schema";
import { printUndelivered } from "../delivery/undelivered.js";
import type { EventWriter, FlushOptions, FlushReport } from "../event-writer.js";
import {
  assertWriter,
  joinRegistrations,
  sumCounters,
  sumReports,
  worstHealth,
} from "./combine.js";

/** The names of the writers that an event goes to: one, several, or none to drop it. */
export type Choice<Name extends string> = Name | readonly Name[] | undefined;

/** What came of the events at all sinks together, and at each. */
export interface RouteReport<Name extends string> extends FlushReport {
  readonly writers: Readonly<Record<Name, FlushReport>>;
}

/** A writer that chooses among several. */
export interface RouteWriter<Name extends string> extends EventWriter {
  flush(options?: FlushOptions): Promise<RouteReport<Name>>;
  fork(): RouteWriter<Name>;
}

/**
 * Creates the `writeEvent` that sends each event to the writers that `choose` names. All writers are passed up front, so
 * that `flush` reaches them, and each keeps its own queue.
 *
 * `undefined` or no names drop the event deliberately. If `choose` throws or names an unknown writer, the event is
 * printed as an undelivered line on stderr.
 *
 * @throws TypeError if there are no writers, a value is not a writer, or `choose` is not a function.
 * @example
 * const writeEvent = route({ table, metrics }, ({ level }) => (level === "debug" ? "metrics" : ["table", "metrics"]));
 */
export function route<const Name extends string>(
  writers: Readonly<Record<Name, EventWriter>>,
  choose: (event: EventRecord<string>) => Choice<Name>,
): RouteWriter<Name> {
  const named = Object.entries<EventWriter>(writers ?? {});
  if (named.length === 0)
    throw new TypeError("route takes one or more named writers, received none");
  for (const [name, writer] of named) assertWriter(`the writer '${name}' of route`, writer);
  if (typeof choose !== "function") {
    throw new TypeError(
      `route takes a function that names writers for an event, received ${typeof choose}`,
    );
  }
  return writerByChoice(new Map(named), choose) as RouteWriter<Name>;
}

function writerByChoice(
  writers: ReadonlyMap<string, EventWriter>,
  choose: (event: EventRecord<string>) => Choice<string>,
): RouteWriter<string> {
  const all = [...writers.values()];

  function chosenFor(record: EventRecord<string>): EventWriter[] {
    // A repeated name is one writer.
    const names = new Set([choose(record) ?? []].flat());
    return Array.from(names, (name) => {
      const writer = writers.get(name);
      if (writer) return writer;
      throw new TypeError(`there is no writer '${String(name)}'`);
    });
  }

  function writeEvent(record: EventRecord<string>): void {
    try {
      for (const write of chosenFor(record)) write(record);
    } catch (error) {
      printUnrouted([record], error instanceof Error ? error.message : String(error));
    }
  }
  return Object.assign(writeEvent, {
    async flush(options?: FlushOptions) {
      const reports = await Promise.all(all.map((writer) => writer.flush(options)));
      const byName = [...writers.keys()].map((name, index) => [name, reports[index]] as const);
      return { ...sumReports(reports), writers: Object.fromEntries(byName) };
    },
    async shutdown(options?: FlushOptions) {
      return sumReports(await Promise.all(all.map((writer) => writer.shutdown(options))));
    },
    health: () => worstHealth(all),
    register(origin: Parameters<EventWriter["register"]>[0]) {
      return joinRegistrations(all.map((writer) => writer.register(origin)));
    },
    fork() {
      const forks = Array.from(writers, ([name, writer]) => [name, writer.fork()] as const);
      return writerByChoice(new Map(forks), choose);
    },
    counters: sumCounters(all),
  }) as RouteWriter<string>;
}

const printUnrouted = printUndelivered("route");

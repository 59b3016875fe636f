import { randomUUID } from "node:crypto";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import type { Plan } from "@service-events/testing/fault-proxy/plan";
import {
  type FaultProxy,
  type FaultProxyOptions,
  startFaultProxy,
} from "@service-events/testing/fault-proxy/proxy";
import { startTableProcess } from "@service-events/testing/fault-proxy/table-process";
import type { DeliveryOptions } from "../src/index.js";
import { bundlePrograms, type Ending, type Programs } from "./program.js";
import { expectAllSettled, expectQuietEnd, type ProgramReport } from "./proof.js";
import { storedEvents, undeliveredEvents } from "./whereabouts.js";

/** A table and the programs that write to it through a fault proxy. */
export interface FaultBench {
  readonly table: EventTable;
  readonly programs: Programs;
  /**
   * Has a process of its own record events and flush them while requests suffer what the plan says, and proves
   * that the process ended by itself and that every event is accounted for.
   */
  run(plan: Plan, options?: FaultRunOptions): Promise<FaultRun>;
  stop(): Promise<void>;
}

export interface FaultRunOptions extends Pick<FaultProxyOptions, "clockAheadMs"> {
  /** What runs: a worker with one flush, or a function that flushes all the time. Default: `flush`. */
  program?: "flush" | "invocations";
  /** Default: 10,000. */
  events?: number;
  /** Characters of text in each event. Default: 0. */
  padding?: number;
  /** Whether that text can be compressed to next to nothing. Default: it cannot. */
  compressible?: boolean;
  /** How long the flush may take, in ms. Default: 60,000, which no run should need. */
  flushMs?: number;
  /** Heap of the process, in MB. Default: Node's own. */
  heapMb?: number;
  delivery?: DeliveryOptions;
  /** What else happens to the proxy while the process runs; `running` says whether it still does. */
  meanwhile?(proxy: FaultProxy, running: () => boolean): Promise<void>;
}

/** What became of the events, each by its number. */
export interface FaultRun extends ProgramReport {
  readonly stored: readonly number[];
  readonly undelivered: readonly number[];
  readonly ending: Ending;
  /** Requests that reached the proxy. */
  readonly requests: number;
}

export async function startFaultBench(): Promise<FaultBench> {
  const server = await startTableProcess();
  // Indexes are the table's own business, and writing goes faster without them.
  const [table, programs] = await Promise.all([
    createEventTable({ indexes: [], endpoint: server.endpoint }),
    bundlePrograms(),
  ]);

  async function run(plan: Plan, options: FaultRunOptions = {}): Promise<FaultRun> {
    const { meanwhile, clockAheadMs, program = "flush", ...rest } = options;
    const { events = 10_000, flushMs = 60_000 } = rest;
    const { tableName } = table;
    const origin = randomUUID();
    const proxy = await startFaultProxy({ target: table.endpoint, plan, clockAheadMs });
    const { endpoint } = proxy;
    const { child, ended } = programs.start(program, {
      ...rest,
      ...{ endpoint, tableName, origin, events, flushMs },
    });
    const running = () => child.exitCode === null && child.signalCode === null;
    try {
      const [ending] = await Promise.all([ended, meanwhile?.(proxy, running)]);
      const stored = await storedEvents(table, origin);
      const undelivered = undeliveredEvents(ending.lines.map(({ record }) => record));
      const report = expectQuietEnd(ending, events);
      expectAllSettled({ stored, undelivered }, events);
      return { ...report, stored, undelivered, ending, requests: proxy.requests.length };
    } finally {
      child.kill("SIGKILL");
      await proxy.stop();
    }
  }

  return {
    table,
    programs,
    run,
    async stop() {
      await Promise.all([table.stop(), programs.remove()]);
      await server.stop();
    },
  };
}

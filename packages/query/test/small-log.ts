import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { createEventLog, type EventLog, type EventLogConfig } from "../src/index.js";
import { type EventSketch, eventItem, putItems, registryItem } from "./items.js";
import { type Call, outline, recordCalls } from "./recorder.js";

/** The time at which the log is read. */
export const NOW = Date.parse("2026-11-24T12:00:00.000Z");

/** The time of an event: so many seconds after an hour before {@link NOW}. */
export function at(second: number): string {
  return new Date(NOW - 3_600_000 + second * 1_000).toISOString().replace("Z", "000Z");
}

/** 200 events of `orders` in two shards, and 50 of `billing`, one a second and the latter at the end. */
export const events: readonly EventSketch[] = [
  ...Array.from({ length: 200 }, (_, n) => ({
    origin: "orders",
    at: at(n),
    shard: n % 2,
    event: n % 10 === 0 ? "JOB_FAILED" : "JOB_STARTED",
    level: n % 10 === 0 ? "error" : "info",
    userId: `u_${n % 4}`,
    correlationId: `c_${n}`,
    payload: { n },
  })),
  ...Array.from({ length: 50 }, (_, n) => ({ origin: "billing", at: at(200 + n), payload: { n } })),
];

/** A table with these events, and what its client sends. */
export interface SmallLog {
  table: EventTable;
  /** What was sent; a test may empty it. */
  calls: Call[];
  open(config?: Partial<EventLogConfig>): EventLog;
  /** The calls that a read makes with the registry known. */
  callsOf(
    read: string | ((log: EventLog) => Promise<unknown>),
  ): Promise<ReturnType<typeof outline>[]>;
}

export async function createSmallLog(): Promise<SmallLog> {
  const table = await createEventTable();
  const calls = recordCalls(table.client);
  await putItems(table, [
    registryItem("orders", 2, { JOB_FAILED: { level: "error" }, JOB_STARTED: {} }),
    registryItem("billing"),
    ...events.map(eventItem),
  ]);
  const open = (config: Partial<EventLogConfig> = {}) =>
    createEventLog({ ...table, now: () => NOW, ...config });
  return {
    table,
    calls,
    open,
    async callsOf(read) {
      const log = open();
      await log.origins();
      calls.length = 0;
      await (typeof read === "string" ? log.query(read) : read(log));
      return calls.map(outline);
    },
  };
}

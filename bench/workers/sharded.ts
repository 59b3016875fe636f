/** Writes `BENCH_EVENTS` to an origin of `BENCH_SHARDS` shards, as fast as the table takes them. */
import { createDynamoEventWriter, createLogger, EventType } from "@service-events/logger";
import { giveResult } from "../lib/child.js";

/** What became of the events. */
export interface ShardedResult {
  delivered: number;
  undelivered: number;
  retried: number;
  seconds: number;
}

const BETWEEN_FLUSHES = 10_000;
const events = Number(process.env.BENCH_EVENTS);
const writeEvent = createDynamoEventWriter({
  tableName: "event-log",
  // A table that takes 16,000 events a second needs 640 requests for them.
  concurrency: 16,
  undelivered: () => {},
});
const logger = createLogger({
  origin: "bench",
  environment: "prod",
  shards: Number(process.env.BENCH_SHARDS),
  writeEvent,
});

const start = performance.now();
for (let index = 0; index < events; index++) {
  logger.event(EventType.JobCompleted, { description: "Job completed", payload: { index } });
  if (index % BETWEEN_FLUSHES === 0) await logger.flush({ deadline: Date.now() + 60_000 });
}
await logger.flush({ deadline: Date.now() + 60_000 });
const { delivered, undelivered, retried } = writeEvent.counters;
giveResult({
  delivered,
  undelivered,
  retried,
  seconds: (performance.now() - start) / 1_000,
} satisfies ShardedResult);
process.exit();

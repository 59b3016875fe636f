/** Writes `BENCH_EVENTS` events, a thousand at a time. */
import { createDynamoEventWriter, createLogger } from "@service-events/logger";
import { giveResult } from "../lib/child.js";
import { sampleEvent } from "../lib/sample-event.js";
import { heapMb, peakRssMb } from "./memory.js";

/** What a worker did, and what it took. */
export interface WorkerResult {
  delivered: number;
  seconds: number;
  peakRssMb: number;
  /** After a collection, at each tenth of the way. */
  heapMb: number[];
}

const BETWEEN_FLUSHES = 1_000;
const events = Number(process.env.BENCH_EVENTS);
const writeEvent = createDynamoEventWriter({ tableName: "event-log" });
const logger = createLogger({ origin: "bench", environment: "prod", writeEvent });

const heap: number[] = [];
const start = performance.now();
for (let index = 0; index < events; index++) {
  const { event, ...data } = sampleEvent(index);
  logger.event(event, data);
  if (index % BETWEEN_FLUSHES === 0) await logger.flush();
  if (index % Math.ceil(events / 10) !== 0) continue;
  heap.push(heapMb());
  console.error(`throughput: ${index} of ${events}`);
}
await logger.flush();
giveResult({
  delivered: writeEvent.counters.delivered,
  seconds: (performance.now() - start) / 1_000,
  peakRssMb: peakRssMb(),
  heapMb: heap,
} satisfies WorkerResult);
process.exit();

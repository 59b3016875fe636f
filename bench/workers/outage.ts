/** Records `BENCH_EVENTS` evenly over `BENCH_SECONDS` in which nobody listens, then starts the table and flushes. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createDynamoEventWriter, createLogger } from "@service-events/logger";
import { giveResult } from "../lib/child.js";
import { sampleEvent } from "../lib/sample-event.js";
import { peakRssMb } from "./memory.js";

/** What became of the events. */
export interface OutageResult {
  delivered: number;
  undelivered: number;
  peakRssMb: number;
  /** From the return of the table until all was settled. */
  recoveryMs: number;
}

const TICK_MS = 50;
const events = Number(process.env.BENCH_EVENTS);
const ticks = (Number(process.env.BENCH_SECONDS) * 1_000) / TICK_MS;

const table = createServer((request, response) => {
  request.resume().on("end", () => response.end('{"UnprocessedItems":{}}'));
});
table.listen(0, "127.0.0.1");
await new Promise((resolve) => table.on("listening", resolve));
const { port } = table.address() as AddressInfo;
await new Promise((resolve) => table.close(resolve));
Object.assign(process.env, {
  AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "bench",
  AWS_SECRET_ACCESS_KEY: "bench",
});

const writeEvent = createDynamoEventWriter({
  tableName: "event-log",
  // The report counts them; their lines would flood the output.
  undelivered: () => {},
  ...JSON.parse(String(process.env.BENCH_BOUNDS)),
});
const logger = createLogger({ origin: "bench", environment: "prod", writeEvent });

let recorded = 0;
for (let tick = 1; tick <= ticks; tick++) {
  for (; recorded < (events * tick) / ticks; recorded++) {
    const { event, ...data } = sampleEvent(recorded);
    logger.event(event, data);
  }
  await sleep(TICK_MS);
}

const back = performance.now();
table.listen(port, "127.0.0.1");
await logger.flush({ deadline: Date.now() + 60_000 });
const { delivered, undelivered } = writeEvent.counters;
giveResult({
  delivered,
  undelivered,
  peakRssMb: peakRssMb(),
  recoveryMs: performance.now() - back,
} satisfies OutageResult);
process.exit();

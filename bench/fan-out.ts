/**
 * Three tables at once, one of them slow and one permanently down: `pnpm bench fan-out [events=5000]`. Shows what each
 * receives and when, compared with being the only sink.
 *
 * The servers run in this process, so only compare times within a row.
 */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  createDynamoEventWriter,
  createLogger,
  EventType,
  type EventWriter,
  type FlushReport,
  fanOut,
} from "@service-events/logger";
import { sampleEvent } from "./lib/sample-event.js";
import { markdownTable, short, undisturbed } from "./lib/table.js";

const events = Number(process.argv[2] ?? 5_000);
const DEADLINE_MS = 10_000;
/** Events between two turns of the event loop, as in a service. */
const GROUP = 100;
const ROUNDS = 3;

interface Settled extends FlushReport {
  readonly ms: number;
}

/** A table that answers after `answerMs`. */
async function startTable(answerMs: number): Promise<Server> {
  const server = createServer(async (request, response) => {
    request.resume();
    await once(request, "end");
    await sleep(answerMs);
    response.end('{"UnprocessedItems":{}}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function endpointOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function createWriter(endpoint: string): EventWriter {
  const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
  const client = new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
  return createDynamoEventWriter({ tableName: "event-log", client, undelivered: () => {} });
}

/** Records all events through `writeEvent`, and reports when each of the writers that it feeds settled. */
async function record(
  writeEvent: EventWriter,
  writers: readonly EventWriter[],
): Promise<Settled[]> {
  const logger = createLogger({ origin: "bench", environment: "prod", writeEvent });
  const startedAt = performance.now();
  for (let index = 0; index < events; index++) {
    const { event: _, ...data } = sampleEvent(index);
    logger.event(EventType.JobCompleted, data);
    if (index % GROUP === 0) await sleep(0);
  }
  const deadline = Date.now() + DEADLINE_MS;
  return Promise.all(
    writers.map(async (writer) => {
      const report = await writer.flush({ deadline });
      return { ...report, ms: performance.now() - startedAt };
    }),
  );
}

const [healthy, slow, down] = [await startTable(5), await startTable(100), await startTable(0)];
const endpoints = [healthy, slow, down].map(endpointOf);
down.close();
const NAMES = ["healthy: answers in 5 ms", "slow: answers in 100 ms", "down: refuses connections"];

/** The reports of all rounds, by table. */
const alone: Settled[][] = endpoints.map(() => []);
const together: Settled[][] = endpoints.map(() => []);
console.error("fan-out: warming up");
const first = createWriter(endpointOf(healthy));
await record(first, [first]);
for (let round = 1; round <= ROUNDS; round++) {
  console.error(`fan-out: round ${round} of ${ROUNDS}`);
  for (const [index, endpoint] of endpoints.entries()) {
    const writer = createWriter(endpoint);
    alone[index]?.push(...(await record(writer, [writer])));
  }
  const writers = endpoints.map(createWriter);
  const settled = await record(fanOut(...writers), writers);
  for (const [index, each] of settled.entries()) together[index]?.push(each);
}

const head = [
  `${events.toLocaleString("en-US")} events to three sinks`,
  "delivered",
  "undelivered",
  "ms until settled",
  "ms, as the only sink",
];
const rows = together.map((rounds, index) => [
  NAMES[index] ?? "",
  of(rounds, "delivered"),
  of(rounds, "undelivered"),
  short(undisturbed(rounds.map(({ ms }) => ms))),
  short(undisturbed((alone[index] ?? []).map(({ ms }) => ms))),
]);
console.log(markdownTable(head, rows));
for (const server of [healthy, slow]) {
  server.closeAllConnections();
  server.close();
}

/** The count of all rounds, or each count if they differ. */
function of(rounds: readonly Settled[], key: keyof FlushReport): string {
  const counts = new Set(rounds.map((report) => report[key].toLocaleString("en-US")));
  return [...counts].join(" / ");
}

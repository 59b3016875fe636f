/// <reference path="../packages/local/src/embedded-dynamodb/dynalite.d.ts" />
/**
 * Fills a folder with a large log for benchmarks, once: the events of a month in an embedded DynamoDB.
 *
 *     node --import tsx scripts/make-million-events.ts [events=1000000]
 *
 * The log is kept in `.service-events/events-{count}`; a million events take some seven minutes and 4 GB. Another run
 * finds it complete and does nothing; one that was broken off starts anew.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { eventPartition, INDEXES, originPartition } from "@service-events/schema";
import dynalite from "dynalite";

/** The table in every such folder. */
export const TABLE_NAME = "event-log";
/** The end of the month, in ms: what reads such a log takes it for the present. */
export const END = Date.parse("2026-11-01T00:00:00.000Z");
export const SHARDS = 4;

const MONTH = 30 * 86_400_000;
const BATCH = 25;
const BATCHES_AT_ONCE = 8;
const USERS = 5_000;

/** Services with the share of the events that each records; the first is spread over shards. */
const ORIGINS = [
  { origin: "orders", share: 0.6, shards: SHARDS },
  { origin: "billing", share: 0.2, shards: 1 },
  { origin: "accounts", share: 0.15, shards: 1 },
  { origin: "reports", share: 0.05, shards: 1 },
] as const;

const EVENTS = [
  { event: "JOB_STARTED", level: "info", share: 0.4, description: "Job processing started" },
  { event: "JOB_COMPLETED", level: "info", share: 0.38, description: "Job completed successfully" },
  { event: "SUBSCRIPTION_UPDATED", level: "info", share: 0.15, description: "Plan changed to pro" },
  { event: "USER_REGISTERED", level: "info", share: 0.05, description: "A user has signed up" },
  { event: "JOB_FAILED", level: "error", share: 0.015, description: "Card declined by the bank" },
  { event: "ERROR", level: "error", share: 0.005, description: "Upstream did not answer" },
] as const;

type Item = Record<string, AttributeValue>;

/** The folder of a log with that many events. */
export function folderOf(count: number): string {
  return fileURLToPath(new URL(`../.service-events/events-${count}`, import.meta.url));
}

/** Serves the log in a folder on a free port of this machine. */
export async function serveFolder(
  folder: string,
): Promise<{ client: DynamoDBClient; endpoint: string; stop(): Promise<void> }> {
  const server: Server = dynalite({ path: folder, createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  return {
    client,
    endpoint,
    async stop() {
      client.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Makes the log unless it is there; gives its folder. */
export async function makeEvents(count: number): Promise<string> {
  const folder = folderOf(count);
  const done = `${folder}.done`;
  if (existsSync(done)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { client, stop } = await serveFolder(folder);
  try {
    await createTable(client);
    await put(client, ORIGINS.map(registryItem));
    await putAll(client, count);
  } finally {
    await stop();
  }
  writeFileSync(done, `${count} events up to ${new Date(END).toISOString()}\n`);
  return folder;
}

async function putAll(client: DynamoDBClient, count: number): Promise<void> {
  const start = performance.now();
  for (let from = 0; from < count; from += BATCH * BATCHES_AT_ONCE) {
    const batches = Array.from({ length: BATCHES_AT_ONCE }, (_, n) => from + n * BATCH)
      .filter((first) => first < count)
      .map((first) => ({ first, size: Math.min(BATCH, count - first) }));
    await Promise.all(
      batches.map(({ first, size }) =>
        put(
          client,
          Array.from({ length: size }, (_, n) => eventItem(first + n, count)),
        ),
      ),
    );
    if (from % 20_000 === 0 && from > 0) {
      const seconds = (performance.now() - start) / 1_000;
      const left = Math.round((seconds / from) * (count - from));
      console.error(`${from} of ${count} events, ${left} s left`);
    }
  }
}

async function put(client: DynamoDBClient, items: readonly Item[]): Promise<void> {
  const requests = items.map((Item) => ({ PutRequest: { Item } }));
  const { UnprocessedItems = {} } = await client.send(
    new BatchWriteItemCommand({ RequestItems: { [TABLE_NAME]: requests } }),
  );
  if (Object.keys(UnprocessedItems).length > 0) throw new Error("the embedded table is throttled");
}

async function createTable(client: DynamoDBClient): Promise<void> {
  const keySchema = (partition: string) => [
    { AttributeName: partition, KeyType: "HASH" as const },
    { AttributeName: "sk", KeyType: "RANGE" as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: TABLE_NAME,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk", ...Object.values(INDEXES)].map((name) => ({
        AttributeName: name,
        AttributeType: "S",
      })),
      KeySchema: keySchema("pk"),
      GlobalSecondaryIndexes: Object.entries(INDEXES).map(([name, key]) => ({
        IndexName: name,
        KeySchema: keySchema(key),
        Projection: { ProjectionType: "ALL" },
      })),
    }),
  );
}

/** The same event for the same number, so that two logs of one size are equal. */
function eventItem(n: number, count: number): Item {
  const random = randomOf(n);
  const { origin, shards } = pick(ORIGINS, random());
  const { event, level, description } = pick(EVENTS, random());
  const shard = Math.floor(random() * shards);
  const ms = END - MONTH + Math.floor((n / count) * MONTH);
  const createdAt = `${new Date(ms).toISOString().slice(0, -1)}${String(n % 1_000).padStart(3, "0")}Z`;
  const user = Math.floor(random() * USERS);
  return {
    pk: { S: originPartition(origin, shard) },
    sk: { S: `${createdAt}#${event}#${(n % 97).toString(36)}x${shard}` },
    eventPk: { S: eventPartition(event, shard) },
    origin: { S: origin },
    event: { S: event },
    level: { S: level },
    userId: { S: `u_${user}` },
    // Five events in a row belong to one request.
    correlationId: { S: `req-${Math.floor(n / 5)}` },
    requestId: { S: `inv-${n}` },
    environment: { S: "prod" },
    createdAt: { S: createdAt },
    description: { S: description },
    payload: {
      M: {
        jobId: { N: String(n) },
        kind: { S: ["invoice", "export", "import"][n % 3] ?? "invoice" },
        amount: { N: String(Math.floor(random() * 100_000) / 100) },
        customer: { M: { country: { S: "DE" }, plan: { S: "pro" } } },
        tags: { L: [{ S: "vip" }, { S: "beta" }] },
      },
    },
    ttl: { N: String(Math.floor(ms / 1_000) + 90 * 86_400) },
  };
}

function registryItem({ origin, shards }: (typeof ORIGINS)[number]): Item {
  const events = EVENTS.map(({ event, level }) => [event, { M: { level: { S: level } } }] as const);
  return {
    pk: { S: "ORIGINS" },
    sk: { S: `${origin}#${shards}` },
    origin: { S: origin },
    shards: { N: String(shards) },
    events: { M: Object.fromEntries(events) },
  };
}

function pick<Choice extends { share: number }>(
  choices: readonly Choice[],
  random: number,
): Choice {
  let rest = random;
  for (const choice of choices) {
    rest -= choice.share;
    if (rest < 0) return choice;
  }
  return choices[0] as Choice;
}

/** Numbers from 0 to 1 that only look random (a linear congruential generator). */
function randomOf(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 1) % 4_294_967_296;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const count = Number(process.argv[2] ?? 1_000_000);
  if (!Number.isInteger(count) || count < 1) {
    console.error(`The number of events must be a whole number, received '${process.argv[2]}'.`);
    process.exit(2);
  }
  console.log(await makeEvents(count));
}

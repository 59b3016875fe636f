/**
 * What reading through a query costs, against raw Queries that give the same rows:
 *
 *     node --import tsx scripts/make-million-events.ts [events=1000000]
 *     node --import tsx bench/query.ts [events=1000000] [rounds=100]
 *
 * The log is served by a separate process. The raw side is what one would write by hand, knowing the table: each partition
 * asked once, filtered by DynamoDB, unmarshalled, sorted. The two take turns, so that a busy machine hinders both alike;
 * times are medians. The CPU is that of this process alone.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type AttributeValue, DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { createEventLog } from "@service-events/query";
import { eventPartition, originPartition } from "@service-events/schema";
import { END, folderOf, SHARDS, serveFolder, TABLE_NAME } from "../scripts/make-million-events.js";

const PAGE = 50;

interface RawRead {
  index?: string;
  key: string;
  partitions: readonly string[];
  filter?: { expression: string; values: Record<string, AttributeValue> };
}

interface Outcome {
  keys: string[];
  units: number;
}

const shardsOf = (partitionOf: (shard: number) => string) =>
  Array.from({ length: SHARDS }, (_, shard) => partitionOf(shard));
const allOrigins = [
  ...shardsOf((shard) => originPartition("orders", shard)),
  ...["billing", "accounts", "reports"].map((origin) => originPartition(origin)),
];

const CASES: readonly { name: string; text: string; raw: RawRead }[] = [
  {
    name: "newest 50 of an origin",
    text: "origin:billing",
    raw: { key: "pk", partitions: [originPartition("billing")] },
  },
  {
    name: `newest 50 of an origin in ${SHARDS} shards`,
    text: "origin:orders",
    raw: { key: "pk", partitions: shardsOf((shard) => originPartition("orders", shard)) },
  },
  {
    name: "newest 50 of a user",
    text: "user:u_42",
    raw: { index: "byUser", key: "userId", partitions: ["u_42"] },
  },
  {
    name: `newest 50 of an event in ${SHARDS} shards`,
    text: "event:JOB_FAILED",
    raw: {
      index: "byEvent",
      key: "eventPk",
      partitions: shardsOf((shard) => eventPartition("JOB_FAILED", shard)),
    },
  },
  {
    name: "a correlation",
    text: "correlation:req-1000",
    raw: { index: "byCorrelation", key: "correlationId", partitions: ["req-1000"] },
  },
  { name: "newest 50 of all", text: "", raw: { key: "pk", partitions: allOrigins } },
  {
    name: "50 errors of an origin, filtered",
    text: "origin:billing level:error",
    raw: {
      key: "pk",
      partitions: [originPartition("billing")],
      filter: { expression: "#level = :level", values: { ":level": { S: "error" } } },
    },
  },
];

if (process.argv[2] === "serve") {
  const { endpoint } = await serveFolder(folderOf(Number(process.argv[3])));
  process.send?.(endpoint);
} else {
  await compare(Number(process.argv[2] ?? 1_000_000), Number(process.argv[3] ?? 100));
}

async function compare(count: number, rounds: number): Promise<void> {
  const { server, endpoint } = await startServer(count);
  const client = new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  try {
    const log = createEventLog({ tableName: TABLE_NAME, client, now: () => END });
    await log.origins();
    console.log(`${count} events, ${rounds} rounds\n`);
    console.log(
      "| read | raw ms | query ms | ratio | raw CPU ms | query CPU ms | units raw / query |",
    );
    console.log("|---|---:|---:|---:|---:|---:|---:|");
    for (const { name, text, raw } of CASES) {
      const readRaw = () => readByHand(client, raw);
      const readQuery = async (): Promise<Outcome> => {
        const page = await log.query(text, { limit: PAGE });
        return { keys: page.events.map(({ sk }) => sk), units: page.read.units };
      };
      console.log(await compareReads(name, readRaw, readQuery, rounds));
    }
    await measureExport(client);
  } finally {
    client.destroy();
    server.kill();
  }
}

async function compareReads(
  name: string,
  readRaw: () => Promise<Outcome>,
  readQuery: () => Promise<Outcome>,
  rounds: number,
): Promise<string> {
  const raw = await readRaw();
  const query = await readQuery();
  if (raw.keys.join() !== query.keys.join()) throw new Error(`${name}: the rows differ`);
  const times = { raw: [] as number[], query: [] as number[] };
  const cpu = { raw: 0, query: 0 };
  for (let round = 0; round < rounds; round += 1) {
    for (const [side, read] of [
      ["raw", readRaw],
      ["query", readQuery],
    ] as const) {
      const before = process.cpuUsage();
      const start = performance.now();
      await read();
      times[side].push(performance.now() - start);
      const { user, system } = process.cpuUsage(before);
      cpu[side] += (user + system) / 1_000 / rounds;
    }
  }
  const [a, b] = [median(times.raw), median(times.query)];
  const cells = [a, b, b / a, cpu.raw, cpu.query].map((value) => value.toFixed(2));
  return `| ${name} | ${cells.join(" | ")} | ${raw.units} / ${query.units} |`;
}

/** Each partition until it has given a page or has no more; then the newest of all. */
async function readByHand(client: DynamoDBClient, raw: RawRead): Promise<Outcome> {
  const parts = await Promise.all(
    raw.partitions.map(async (partition) => {
      const rows: Record<string, unknown>[] = [];
      let units = 0;
      let start: Record<string, AttributeValue> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: TABLE_NAME,
            IndexName: raw.index,
            KeyConditionExpression: "#key = :key",
            FilterExpression: raw.filter?.expression,
            ExpressionAttributeNames: { "#key": raw.key, ...(raw.filter && { "#level": "level" }) },
            ExpressionAttributeValues: { ":key": { S: partition }, ...raw.filter?.values },
            ScanIndexForward: false,
            Limit: raw.filter ? 1_000 : PAGE,
            ExclusiveStartKey: start,
            ReturnConsumedCapacity: "TOTAL",
          }),
        );
        rows.push(...(page.Items ?? []).map((item) => unmarshall(item)));
        units += page.ConsumedCapacity?.CapacityUnits ?? 0;
        start = page.LastEvaluatedKey;
      } while (start && rows.length < PAGE);
      return { rows, units };
    }),
  );
  const keys = parts.flatMap(({ rows }) => rows.map((row) => String(row.sk)));
  keys.sort((a, b) => (a < b ? 1 : -1));
  return { keys: keys.slice(0, PAGE), units: parts.reduce((sum, { units }) => sum + units, 0) };
}

/** Streams the last day, and watches the heap while it does. */
async function measureExport(client: DynamoDBClient): Promise<void> {
  const log = createEventLog({ tableName: TABLE_NAME, client, now: () => END });
  const start = performance.now();
  const heaps: number[] = [];
  let events = 0;
  for await (const _ of log.events("since:24h", { order: "oldest" })) {
    events += 1;
    if (events % 2_000 === 0) heaps.push(heapAfterCollection());
  }
  const seconds = (performance.now() - start) / 1_000;
  const heap = heaps.map((bytes) => (bytes / 1024 / 1024).toFixed(0)).join(", ");
  console.log(
    `\nA day's export: ${events} events in ${seconds.toFixed(1)} s; heap in MB on the way: ${heap}`,
  );
}

function heapAfterCollection(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function startServer(count: number): Promise<{ server: ChildProcess; endpoint: string }> {
  const server = fork(fileURLToPath(import.meta.url), ["serve", String(count)]);
  const [endpoint] = await once(server, "message");
  return { server, endpoint: String(endpoint) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

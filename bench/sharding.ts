/**
 * What shards are for: a table that grants 1,000 writes a second to a partition, as DynamoDB does.
 * `pnpm bench sharding [seconds=5]`.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "./lib/bundle.js";
import { runChild } from "./lib/child.js";
import { markdownTable, short } from "./lib/table.js";
import { startThrottledTable } from "./lib/throttled-table.js";
import type { ShardedResult } from "./workers/sharded.js";

/** Writes a second that a partition takes; each event of the bench is of one write unit. */
const WRITES_PER_SECOND = 1_000;
const SHARDS = [1, 4, 16];

const seconds = Number(process.argv[2] ?? 5);
const folder = await mkdtemp(join(tmpdir(), "bench-sharding-"));
try {
  const { file } = await bundle("workers/sharded.ts", folder);
  const rows: (string | number)[][] = [];
  for (const shards of SHARDS) {
    console.error(`sharding: ${shards} shards`);
    const table = await startThrottledTable(WRITES_PER_SECOND);
    const events = WRITES_PER_SECOND * shards * seconds;
    const env = { ...table.env, BENCH_SHARDS: String(shards), BENCH_EVENTS: String(events) };
    const result = await runChild<ShardedResult>(file, { env }).finally(() => table.stop());
    const rate = result.delivered / result.seconds;
    rows.push([
      shards,
      short(result.delivered),
      short(result.undelivered),
      short(rate),
      `${Math.round((rate / (WRITES_PER_SECOND * shards)) * 100)} %`,
      short(result.retried / result.delivered),
    ]);
  }
  const head = [
    "shards",
    "delivered",
    "undelivered",
    "events/s",
    "of what is granted",
    "retries an event",
  ];
  console.log(markdownTable(head, rows));
} finally {
  await rm(folder, { recursive: true });
}

/**
 * The effect of shards on a table that grants 1,000 writes a second to a partition, as DynamoDB does.
 * `pnpm bench sharding [seconds=5] [writes=1000]`.
 *
 * The last row is a table without that limit: the capacity of this machine, which also runs the table. If that is less
 * than what the shards are granted, pass fewer writes a second.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "./lib/bundle.js";
import { runChild } from "./lib/child.js";
import { markdownTable, short } from "./lib/table.js";
import { startThrottledTable } from "./lib/throttled-table.js";
import type { ShardedResult } from "./workers/sharded.js";

const seconds = Number(process.argv[2] ?? 5);
/** Writes a second that a partition takes; each event of the bench is of one write unit. */
const writes = Number(process.argv[3] ?? 1_000);
const CASES = [
  { shards: 1, granted: writes },
  { shards: 4, granted: writes },
  { shards: 16, granted: writes },
  { shards: 16, granted: 1e9 },
];
const folder = await mkdtemp(join(tmpdir(), "bench-sharding-"));
try {
  const { file } = await bundle("workers/sharded.ts", folder);
  const rows: (string | number)[][] = [];
  let ofOneShard = Number.NaN;
  for (const { shards, granted } of CASES) {
    console.error(`sharding: ${shards} shards`);
    const table = await startThrottledTable(granted);
    const events = writes * shards * seconds;
    const env = { ...table.env, BENCH_SHARDS: String(shards), BENCH_EVENTS: String(events) };
    const result = await runChild<ShardedResult>(file, { env }).finally(() => table.stop());
    const rate = result.delivered / result.seconds;
    const isLimited = granted === writes;
    if (shards === 1) ofOneShard = rate;
    rows.push([
      isLimited ? shards : `${shards}, no limit`,
      short(result.delivered),
      short(result.undelivered),
      short(rate),
      isLimited ? `${Math.round((rate / (granted * shards)) * 100)} %` : "",
      short(rate / ofOneShard),
      short(result.retried / result.delivered),
    ]);
  }
  const head = [
    "shards",
    "delivered",
    "undelivered",
    "events/s",
    "of what is granted",
    "times one shard",
    "retries an event",
  ];
  console.log(markdownTable(head, rows));
} finally {
  await rm(folder, { recursive: true });
}

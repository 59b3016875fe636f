/**
 * A table that is away while events arrive: `pnpm bench outage [seconds=3] [events=10000]`; the figure in the docs is
 * of 30 seconds and 100,000 events. The table refuses connections, and is there again afterwards.
 *
 * One worker keeps the default bound of the queue, one has room for everything.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "./lib/bundle.js";
import { runChild } from "./lib/child.js";
import { markdownTable, short } from "./lib/table.js";
import type { OutageResult } from "./workers/outage.js";

const seconds = Number(process.argv[2] ?? 3);
const events = Number(process.argv[3] ?? 10_000);
const WORKERS = [
  { name: "default bounds: 20,000 events, 32 MiB", bounds: {} },
  {
    name: "bounds of 200,000 events, 256 MiB",
    bounds: { queueRecords: 200_000, queueBytes: 2 ** 28 },
  },
];

const folder = await mkdtemp(join(tmpdir(), "bench-outage-"));
try {
  const { file } = await bundle("workers/outage.ts", folder);
  const rows: (string | number)[][] = [];
  for (const { name, bounds } of WORKERS) {
    console.error(`outage: ${name}`);
    const env = {
      BENCH_EVENTS: String(events),
      BENCH_SECONDS: String(seconds),
      BENCH_BOUNDS: JSON.stringify(bounds),
    };
    const result = await runChild<OutageResult>(file, { env, execArgv: ["--expose-gc"] });
    rows.push([
      name,
      short(result.delivered),
      short(result.undelivered),
      short(result.peakRssMb),
      short(result.recoveryMs),
    ]);
  }
  const head = [
    `${events.toLocaleString("en-US")} events in ${seconds} s of outage`,
    "delivered",
    "undelivered",
    "peak RSS MB",
    "ms until settled",
  ];
  console.log(markdownTable(head, rows));
} finally {
  await rm(folder, { recursive: true });
}

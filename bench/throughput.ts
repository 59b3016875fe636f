/**
 * A worker that writes many events to a table that takes everything: `pnpm bench throughput [events=200000]`; the
 * figure in the docs is of 1,000,000. It awaits a flush every thousand events, as the docs recommend.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "./lib/bundle.js";
import { runChild } from "./lib/child.js";
import { startNullServer } from "./lib/null-server.js";
import { markdownTable, short } from "./lib/table.js";
import type { WorkerResult } from "./workers/steady.js";

const events = Number(process.argv[2] ?? 200_000);
const folder = await mkdtemp(join(tmpdir(), "bench-throughput-"));
const server = await startNullServer();
try {
  const { file } = await bundle("workers/steady.ts", folder);
  const env = { ...server.env, BENCH_EVENTS: String(events) };
  const result = await runChild<WorkerResult>(file, { env, execArgv: ["--expose-gc"] });
  const head = [
    "worker",
    "events",
    "delivered",
    "s",
    "events/s",
    "peak RSS MB",
    "heap MB by tenths",
  ];
  console.log(
    markdownTable(head, [
      [
        "a flush every 1,000",
        short(events),
        short(result.delivered),
        short(result.seconds),
        short(events / result.seconds),
        short(result.peakRssMb),
        result.heapMb.join(", "),
      ],
    ]),
  );
} finally {
  server.stop();
  await rm(folder, { recursive: true });
}

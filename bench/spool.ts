/**
 * What a spool costs: `pnpm bench spool [rounds=3]`. CPU and events a second, with and without, in turns in one run; the
 * table is a server in another process that takes everything. Each way's best round counts.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WayCost } from "./delivery/measure.js";
import { bundle } from "./lib/bundle.js";
import { runChild } from "./lib/child.js";
import { startNullServer } from "./lib/null-server.js";
import { markdownTable, short } from "./lib/table.js";

const WAYS = [
  { name: "without a spool", entry: "delivery/ours.ts", stage: "", events: 20_000 },
  { name: "spool, fsync never", entry: "delivery/spooled.ts", stage: "never", events: 20_000 },
  { name: "spool, fsync every 100 ms", entry: "delivery/spooled.ts", stage: "100", events: 20_000 },
  { name: "spool, fsync always", entry: "delivery/spooled.ts", stage: "always", events: 1_000 },
];

const rounds = Number(process.argv[2] ?? 3);
const folder = await mkdtemp(join(tmpdir(), "bench-spool-"));
const server = await startNullServer();
try {
  const best = WAYS.map(() => ({ microseconds: Number.POSITIVE_INFINITY, perSecond: 0 }));
  for (let round = 1; round <= rounds; round++) {
    for (const [way, { entry, stage, events }] of WAYS.entries()) {
      const { file } = await bundle(entry, folder);
      const env = { ...server.env, BENCH_EVENTS: String(events), BENCH_STAGE: stage };
      const cost = await runChild<WayCost>(file, { env });
      const known = best[way];
      if (!known) continue;
      known.microseconds = Math.min(known.microseconds, cost.microseconds);
      known.perSecond = Math.max(known.perSecond, cost.perSecond);
    }
    console.error(`spool: round ${round} of ${rounds}`);
  }
  const [plain] = best;
  console.log(
    markdownTable(
      ["one event", "CPU µs", "of it without", "events/s", "of it without"],
      best.map(({ microseconds, perSecond }, way) => [
        WAYS[way]?.name ?? "",
        short(microseconds),
        short(microseconds / (plain?.microseconds ?? Number.NaN)),
        String(Math.round(perSecond)),
        short(perSecond / (plain?.perSecond ?? Number.NaN)),
      ]),
    ),
  );
} finally {
  server.stop();
  await rm(folder, { recursive: true });
}

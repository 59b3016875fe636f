/**
 * CPU per delivered event, against other ways to record the same: `pnpm bench delivery [rounds=3]`.
 *
 * Each way is bundled as a function would ship it and runs in a process of its own; the table is a server in another
 * one that takes everything. The ways take turns, and each one's best round counts.
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
  { name: "this package, delivered", entry: "delivery/ours.ts", events: 10_000 },
  {
    name: "the article: one PutItem each through the SDK",
    entry: "delivery/article.ts",
    events: 1_000,
  },
  { name: "SDK, BatchWriteItem of 25, marshall", entry: "delivery/sdk-batches.ts", events: 10_000 },
  { name: "a line of pino", entry: "delivery/pino.ts", events: 10_000, format: "cjs" },
  { name: "a line of Powertools", entry: "delivery/powertools.ts", events: 10_000 },
  { name: "console.log(JSON.stringify())", entry: "delivery/console-json.ts", events: 10_000 },
  { name: "bare HTTP: a ready body of 25", entry: "delivery/bare-http.ts", events: 10_000 },
] as const;

const rounds = Number(process.argv[2] ?? 3);
const folder = await mkdtemp(join(tmpdir(), "bench-delivery-"));
const server = await startNullServer();
try {
  const costs = await measure();
  const own = costs[0] ?? Number.NaN;
  console.log(
    markdownTable(
      ["one event", "CPU µs", "ours is"],
      WAYS.map(({ name }, way) => {
        const cost = costs[way] ?? Number.NaN;
        return [name, short(cost), way === 0 ? "" : `${short(own / cost)} of it`];
      }),
    ),
  );
} finally {
  server.stop();
  await rm(folder, { recursive: true });
}

/** The best of the rounds for each way, in CPU microseconds for an event. */
async function measure(): Promise<number[]> {
  const bundles = await Promise.all(
    WAYS.map((way) => bundle(way.entry, folder, "format" in way ? way.format : "esm")),
  );
  const best = WAYS.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    for (const [way, { events }] of WAYS.entries()) {
      const env = { ...server.env, BENCH_EVENTS: String(events) };
      const { microseconds } = await runChild<WayCost>(bundles[way]?.file ?? "", { env });
      best[way] = Math.min(best[way] ?? microseconds, microseconds);
    }
    console.error(`delivery: round ${round + 1} of ${rounds}: ${best.map(short).join(", ")}`);
  }
  return best;
}

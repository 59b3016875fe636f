/**
 * CPU per delivered event, against other ways to record the same: `pnpm bench delivery [rounds=3]`.
 *
 * Each way is bundled as a function would ship it and runs in its own process; the table is a server in another
 * process that accepts everything. The ways take turns, and each one's best round counts.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WayCost } from "./delivery/measure.js";
import { bundle } from "./lib/bundle.js";
import { runChild } from "./lib/child.js";
import { startNullServer } from "./lib/null-server.js";
import { markdownTable, short } from "./lib/table.js";

interface Way {
  name: string;
  entry: string;
  /** Per round: enough for the JIT to be done after the first. */
  events: number;
  format?: "cjs";
  stage?: string;
}

const OURS: Way = { name: "this package, delivered", entry: "delivery/ours.ts", events: 40_000 };

const OTHERS: readonly Way[] = [
  {
    name: "the article: one PutItem each through the SDK",
    entry: "delivery/article.ts",
    events: 3_000,
  },
  {
    name: "SDK, BatchWriteItem of 25, marshall",
    entry: "delivery/sdk-batches.ts",
    events: 20_000,
  },
  { name: "a line of pino", entry: "delivery/pino.ts", events: 40_000, format: "cjs" },
  { name: "a line of Powertools", entry: "delivery/powertools.ts", events: 40_000 },
  { name: "console.log(JSON.stringify())", entry: "delivery/console-json.ts", events: 40_000 },
  { name: "bare HTTP: a ready body of 25", entry: "delivery/bare-http.ts", events: 40_000 },
];

/** Our own path, stage by stage. */
const STAGES: readonly Way[] = [
  { name: "record: keys, payload made storable and redacted", stage: "record" },
  { name: "its DynamoDB JSON text", stage: "text" },
  { name: "queue, batches, settlement", stage: "settle" },
].map((way) => ({ ...way, entry: "delivery/stages.ts", events: 40_000 }));

const rounds = Number(process.argv[2] ?? 3);
const folder = await mkdtemp(join(tmpdir(), "bench-delivery-"));
const server = await startNullServer();
try {
  const [own = Number.NaN, ...costs] = await measure([OURS, ...OTHERS, ...STAGES]);
  console.log(
    markdownTable(
      ["one event", "CPU µs", "ours is"],
      [
        [OURS.name, short(own), ""],
        ...OTHERS.map(({ name }, way) => {
          const cost = costs[way] ?? Number.NaN;
          return [name, short(cost), `${share(own / cost)} of it`];
        }),
      ],
    ),
  );
  const stages = [...STAGES.map(({ name }) => name), "signature and HTTP"];
  const upTo = [...costs.slice(OTHERS.length), own];
  console.log(
    `\n${markdownTable(
      ["where ours goes", "CPU µs"],
      stages.map((name, stage) => [name, short((upTo[stage] ?? 0) - (upTo[stage - 1] ?? 0))]),
    )}`,
  );
} finally {
  server.stop();
  await rm(folder, { recursive: true });
}

/** The best of the rounds for each way, in CPU microseconds for an event. */
async function measure(ways: readonly Way[]): Promise<number[]> {
  const bundles = await Promise.all(ways.map(({ entry, format }) => bundle(entry, folder, format)));
  const best = ways.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    for (const [way, { events, stage = "" }] of ways.entries()) {
      const env = { ...server.env, BENCH_EVENTS: String(events), BENCH_STAGE: stage };
      const { microseconds } = await runChild<WayCost>(bundles[way]?.file ?? "", { env });
      best[way] = Math.min(best[way] ?? microseconds, microseconds);
    }
    console.error(`delivery: round ${round + 1} of ${rounds}: ${best.map(short).join(", ")}`);
  }
  return best;
}

/** A small share as a fraction. */
function share(ratio: number): string {
  return ratio < 0.1 ? `1/${Math.round(1 / ratio)}` : short(ratio);
}

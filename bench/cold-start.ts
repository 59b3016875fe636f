/**
 * What a function pays for its logger at a cold start: `pnpm bench cold-start [starts=20]`.
 *
 * Each start is a fresh process that loads a minified bundle and delivers one event to a server in another process.
 * The functions take turns; times are lower quartiles, less those of a function that logs nothing.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Start } from "./cold-start/start.js";
import { type Bundle, bundle } from "./lib/bundle.js";
import { runChild } from "./lib/child.js";
import { type NodeBinary, nodeVersions } from "./lib/node-versions.js";
import { startNullServer } from "./lib/null-server.js";
import { markdownTable, short, undisturbed } from "./lib/table.js";

const FUNCTIONS = [
  { name: "nothing", entry: "cold-start/nothing.ts" },
  { name: "logger and writer", entry: "cold-start/ours.ts" },
  { name: "withLogging", entry: "cold-start/with-logging.ts" },
  { name: "bare HTTP: a ready body, a hash", entry: "cold-start/bare-http.ts" },
  { name: "the article", entry: "cold-start/article.ts" },
] as const;

const starts = Number(process.argv[2] ?? 20);
const folder = await mkdtemp(join(tmpdir(), "bench-cold-start-"));
const server = await startNullServer();
try {
  const starter = await bundle("cold-start/start.ts", folder);
  const bundles = await Promise.all(FUNCTIONS.map(({ entry }) => bundle(entry, folder)));
  console.log(sizes(bundles));
  for (const node of nodeVersions()) {
    const times = await measure(node, starter, bundles);
    console.log(`\n${timesTable(node, times)}`);
  }
  console.log(`\n${ingredients(bundles[2]?.parts ?? new Map())}`);
} finally {
  server.stop();
  await rm(folder, { recursive: true });
}

/** For each function, load and first call in ms. */
async function measure(
  { version, execPath }: NodeBinary,
  starter: Bundle,
  bundles: readonly Bundle[],
): Promise<Start[]> {
  const all = FUNCTIONS.map((): Start[] => []);
  for (let start = 0; start < starts; start++) {
    for (const [index, { file }] of bundles.entries()) {
      const env = { ...server.env, BENCH_FUNCTION: file };
      all[index]?.push(await runChild<Start>(starter.file, { execPath, env }));
    }
    if (start % 5 === 4) console.error(`cold-start: Node.js ${version}: ${start + 1} of ${starts}`);
  }
  const [nothing, ...others] = all.map((times) => ({
    load: undisturbed(times.map(({ load }) => load)),
    firstCall: undisturbed(times.map(({ firstCall }) => firstCall)),
  }));
  if (nothing === undefined) throw new Error("there is nothing to compare with");
  return others.map(({ load, firstCall }) => ({
    load: load - nothing.load,
    firstCall: firstCall - nothing.firstCall,
  }));
}

function sizes(bundles: readonly Bundle[]): string {
  return markdownTable(
    ["a function with", "KB minified", "KB gzip"],
    FUNCTIONS.map(({ name }, index) => [
      name,
      kilobytes(bundles[index]?.bytes ?? 0),
      kilobytes(bundles[index]?.gzipBytes ?? 0),
    ]),
  );
}

function timesTable({ version }: NodeBinary, times: readonly Start[]): string {
  const totals = times.map(({ load, firstCall }) => load + firstCall);
  const article = totals.at(-1) ?? Number.NaN;
  return markdownTable(
    [`Node.js ${version}`, "load ms", "first event ms", "both", "of the article's"],
    times.map(({ load, firstCall }, index) => {
      const total = totals[index] ?? Number.NaN;
      const name = FUNCTIONS[index + 1]?.name ?? "";
      return [name, short(load), short(firstCall), short(total), short(total / article)];
    }),
  );
}

function ingredients(parts: ReadonlyMap<string, number>): string {
  return markdownTable(
    ["withLogging is made of", "bytes"],
    [...parts].filter(([, bytes]) => bytes > 0),
  );
}

function kilobytes(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}

/**
 * Our own signature and HTTP client against those that the SDK is made of: `pnpm bench signature [starts=10]`.
 *
 * Both are bundled with what they need and started in fresh processes, in turns. See docs/decisions/signature.md.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "./lib/bundle.js";
import { runChild } from "./lib/child.js";
import { startNullServer } from "./lib/null-server.js";
import { markdownTable, short, undisturbed } from "./lib/table.js";
import type { RoadCost } from "./signature/start.js";

const ROADS = [
  { name: "own signature, node:http", entry: "signature/own.ts" },
  { name: "@smithy/signature-v4, @smithy/node-http-handler", entry: "signature/smithy.ts" },
] as const;

const starts = Number(process.argv[2] ?? 10);
const folder = await mkdtemp(join(tmpdir(), "bench-signature-"));
const server = await startNullServer();
try {
  const starter = await bundle("signature/start.ts", folder);
  const bundles = await Promise.all(ROADS.map(({ entry }) => bundle(entry, folder)));
  const all = ROADS.map((): RoadCost[] => []);
  for (let start = 0; start < starts; start++) {
    for (const [index, { file }] of bundles.entries()) {
      const env = { ...server.env, BENCH_FUNCTION: file };
      all[index]?.push(await runChild<RoadCost>(starter.file, { env }));
    }
    console.error(`signature: ${start + 1} of ${starts}`);
  }
  const rows = ROADS.map(({ name }, index) => {
    const { bytes = 0, gzipBytes = 0 } = bundles[index] ?? {};
    const costs = all[index] ?? [];
    return [
      name,
      (bytes / 1024).toFixed(1),
      (gzipBytes / 1024).toFixed(1),
      short(undisturbed(costs.map(({ load }) => load))),
      short(undisturbed(costs.map(({ firstCall }) => firstCall))),
      short(Math.min(...costs.map(({ signature }) => signature))),
    ];
  });
  const head = ["way", "KB minified", "KB gzip", "load ms", "first call ms", "CPU µs a signature"];
  console.log(markdownTable(head, rows));
} finally {
  server.stop();
  await rm(folder, { recursive: true });
}

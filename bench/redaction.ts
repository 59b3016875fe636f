/**
 * What redaction misses and what it destroys, on a corpus of secrets and innocents, next to pino, Sentry and Datadog, and
 * what it costs next to a former commit and to `JSON.stringify`.
 *
 *     node --import tsx bench/redaction.ts [commit] [--show kind] [--half first|second]
 *
 * `--show` prints the cases of a kind, or of `all`, that leak or are damaged.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  type Case,
  type Half,
  innocentCases,
  secretCases,
} from "../packages/logger/test/redaction-corpus/corpus.js";
import { isDamaged, leaksOf } from "../packages/logger/test/redaction-corpus/judge.js";
import { runChild } from "./lib/child.js";
import { redactAsDatadog } from "./redaction/datadog.js";
import { createPinoRedaction } from "./redaction/pino.js";
import { redactAsSentry } from "./redaction/sentry.js";
import { type Redact, snapshotsHere, snapshotsOf } from "./redaction/snapshots.js";
import type { Costs } from "./workers/redaction-cost.js";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: "string" }, half: { type: "string" } },
});
const [against = "HEAD"] = positionals;

const { redact, plain } = await snapshotsHere();
const former = await snapshotsOf(against);
const redactions: Record<string, Redact> = {
  // They get what a JSON logger would hand them.
  "pino, 72 paths": createPinoRedaction(),
  Sentry: redactAsSentry,
  Datadog: redactAsDatadog,
  before: former.redact,
  ours: redact,
};
const needsPlain = new Set(["pino, 72 paths", "Sentry", "Datadog"]);

const halves: Half[] = options.half ? [options.half as Half] : ["first", "second"];
for (const half of halves) {
  console.log(`\n### Leaks, ${half} half\n`);
  printTable(secretCases(half), (found, output) => leaksOf(found, output).length > 0);
  console.log(`\n### Damage, ${half} half\n`);
  printTable(innocentCases(half), (found, output) => isDamaged(output, plain(found.value)));
}
if (!options.show) await printCosts();

/** A row for each kind: how many of its cases each redaction gets wrong. */
function printTable(cases: readonly Case[], isWrong: (found: Case, output: unknown) => boolean) {
  const names = Object.keys(redactions);
  const wrong = names.map((name) =>
    cases.filter((found) => isWrong(found, outputOf(name, found.value))),
  );
  const row = (kind: string, isOfKind: (found: Case) => boolean) => {
    const total = cases.filter(isOfKind).length;
    const counts = wrong.map((found) => found.filter(isOfKind).length);
    return [kind, total, ...counts, percent(counts.at(-1) ?? 0, total)];
  };
  const kinds = [...new Set(cases.map(({ kind }) => kind))];
  console.log(`| kind | cases | ${names.join(" | ")} | ours, % |`);
  console.log(`|---|${"---:|".repeat(names.length + 2)}`);
  for (const kind of kinds) {
    console.log(`| ${row(kind, (found) => found.kind === kind).join(" | ")} |`);
  }
  console.log(
    `| **all** | ${row("", () => true)
      .slice(1)
      .join(" | ")} |`,
  );
  for (const found of wrong.at(-1) ?? []) {
    if (options.show !== "all" && options.show !== found.kind) continue;
    console.log(`- ${found.kind}: ${JSON.stringify(plain(found.value))?.slice(0, 400)}`);
    console.log(`  became ${JSON.stringify(redact(found.value))?.slice(0, 400)}`);
    console.log(`  ${leaksOf(found, redact(found.value)).join(" ")}`);
  }
}

function outputOf(name: string, value: unknown): unknown {
  const run = redactions[name] as Redact;
  return needsPlain.has(name) ? run(plain(value)) : run(value);
}

function percent(part: number, total: number): string {
  return ((100 * part) / total).toFixed(1);
}

/** Each in a separate process, since they affect each other's JIT. */
async function printCosts() {
  const worker = fileURLToPath(new URL("workers/redaction-cost.ts", import.meta.url));
  const run = (commit: string) =>
    runChild<Costs>(worker, { execArgv: ["--import", "tsx"], env: { COMMIT: commit } });
  const before = await run(against);
  const now = await run("");
  console.log("\n### Cost, µs a value\n");
  console.log(
    `| | JSON.stringify | snapshot alone | before | redacted | to before | to JSON.stringify |`,
  );
  console.log(`|---|${"---:|".repeat(6)}`);
  for (const [name, { json, plain: alone, redact: mine }] of Object.entries(now)) {
    const theirs = before[name]?.redact ?? 0;
    const costs = [json, alone, theirs, mine].map((cost) => cost.toFixed(1));
    const ratios = [mine / theirs, mine / json].map((ratio) => ratio.toFixed(2));
    console.log(`| ${[name, ...costs, ...ratios].join(" | ")} |`);
  }
}

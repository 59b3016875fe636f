/**
 * Measures the page against its budgets: `pnpm budgets [load | lighthouse | interactions | heap ...]`, or
 * `pnpm budgets --write`.
 *
 * The page is the built one, on the real API over 20,000 events in an embedded DynamoDB, in the Chromium of the browser
 * tests. Each figure is taken three times, and the best counts: what a busy machine adds is not the page's. With `--write`
 * the table is put into docs/dashboard.md. Lighthouse is fetched by npm, and all of it takes a quarter of an hour.
 */
import { parseArgs } from "node:util";
import { sampleEvents } from "../packages/dashboard/test/browser/sample-events.js";
import { type Site, startSite } from "../packages/dashboard/test/browser/site.js";
import { type Figures, judge } from "./dashboard-budgets/budgets.js";
import { measureHeap } from "./dashboard-budgets/heap.js";
import { measureInteractions } from "./dashboard-budgets/interactions.js";
import { measureByLighthouse } from "./dashboard-budgets/lighthouse.js";
import { measureLoad } from "./dashboard-budgets/load.js";
import { machine, writeResult } from "./lib/results.js";
import { markdownTable } from "./lib/table.js";

const EVENTS = 20_000;
const HEAD = ["", "budget", "best of 3", "", "all 3"];

const MEASUREMENTS: Record<string, (site: Site) => Promise<Figures[]>> = {
  load: thrice(measureLoad),
  lighthouse: thrice(measureByLighthouse),
  interactions: thrice(measureInteractions),
  heap: measureHeap,
};

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean", default: false } },
});
if (options.write && wanted.length > 0) {
  console.error("--write is for all of them: the table in docs/dashboard.md has a row for each");
  process.exit(2);
}
const unknown = wanted.find((name) => !Object.hasOwn(MEASUREMENTS, name));
if (unknown !== undefined) {
  console.error(
    `unknown measurement '${unknown}'; available: ${Object.keys(MEASUREMENTS).join(", ")}`,
  );
  process.exit(2);
}

// The SDK's warning about future Node.js versions is not a result.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
const site = await startSite(sampleEvents(EVENTS, Date.now()));
try {
  const runs: Figures[] = [];
  for (const name of wanted.length > 0 ? wanted : Object.keys(MEASUREMENTS)) {
    console.error(`${name} …`);
    runs.push(...((await MEASUREMENTS[name]?.(site)) ?? []));
    site.assertQuiet();
  }
  const table = markdownTable(HEAD, judge(runs));
  console.log(`${machine()}\n\n${table}`);
  if (options.write) await writeResult("budgets", table, "dashboard.md");
} finally {
  await site.stop();
}

/** Sequentially, so that they do not disturb each other. */
function thrice(measure: (site: Site) => Promise<Figures>) {
  return async (site: Site) => [await measure(site), await measure(site), await measure(site)];
}

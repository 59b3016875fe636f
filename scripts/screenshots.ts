// Makes the pictures of README and docs, of the real page on the real API: `pnpm screenshots [name...]`.
// The clock, the zone, the language, the events and the way text is drawn are fixed: the same page gives the same
// pictures, on machines with the same fonts.
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PAGE_STATES } from "../packages/dashboard/test/browser/page-states.js";
import { sampleEvents } from "../packages/dashboard/test/browser/sample-events.js";
import { type Site, startSite, type TabOptions } from "../packages/dashboard/test/browser/site.js";

const NOW = Date.parse("2026-11-24T10:20:00Z");
const FOLDER = fileURLToPath(new URL("../docs/screenshots", import.meta.url));

const DESK: TabOptions = { viewport: { width: 1280, height: 720 } };
const PHONE: TabOptions = { viewport: { width: 320, height: 568 } };

/** Each picture: the state of the page, and how it is looked at. */
const PICTURES: Record<string, { state: string; look: TabOptions }> = {
  "log-light": { state: "the log", look: { ...DESK, colorScheme: "light" } },
  "log-dark": { state: "the log", look: { ...DESK, colorScheme: "dark" } },
  event: { state: "an open event", look: { ...DESK, colorScheme: "dark" } },
  user: { state: "a user", look: { ...DESK, colorScheme: "light" } },
  types: { state: "types", look: { ...DESK, colorScheme: "light" } },
  phone: { state: "the log", look: { ...PHONE, colorScheme: "dark" } },
};

async function takePicture(site: Site, name: string): Promise<void> {
  const { state, look } = PICTURES[name] ?? {};
  const shown = PAGE_STATES[state ?? ""];
  if (!shown)
    throw new Error(`unknown picture '${name}'; available: ${Object.keys(PICTURES).join(", ")}`);
  const page = await site.open(shown.address, {
    ...look,
    reducedMotion: "reduce",
    async prepare(tab) {
      await tab.clock.setFixedTime(NOW);
      // The page goes by the server's clock, which it reads from this header.
      await tab.route("**/api/**", async (route) => {
        const response = await route.fetch();
        const headers = { ...response.headers(), date: new Date(NOW).toUTCString() };
        await route.fulfill({ response, headers });
      });
    },
  });
  await shown.reach(page);
  // What was measured differs from run to run.
  await page.locator(".plan .fact").evaluateAll((facts) => {
    for (const fact of facts) if (/\d ms$/.test(fact.textContent ?? "")) fact.textContent = "12 ms";
  });
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path });
  await page.context().close();
  console.log(`${path}: ${Math.round(statSync(path).size / 1_000)} kB`);
}

mkdirSync(FOLDER, { recursive: true });
const site = await startSite(sampleEvents(6_000, NOW), { now: () => NOW, tableName: "event-log" });
try {
  const named = process.argv.slice(2);
  for (const name of named.length > 0 ? named : Object.keys(PICTURES))
    await takePicture(site, name);
} finally {
  await site.stop();
}

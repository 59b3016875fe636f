import { setTimeout as delay } from "node:timers/promises";
import { sampleEvents } from "../../packages/dashboard/test/browser/sample-events.js";
import type { Page, Site } from "../../packages/dashboard/test/browser/site.js";

/** How many events arrive in a second. */
const RATE = 10;

/** Writes events as they would arrive, until the returned function is called. */
export function startArrivals(site: Site): () => Promise<void> {
  const stopping = new AbortController();
  const kinds = sampleEvents(1_000, Date.now());
  const writing = (async () => {
    for (let n = 0; !stopping.signal.aborted; n += 1) {
      const now = new Date().toISOString().slice(0, 23);
      const digits = String(n % 1_000).padStart(3, "0");
      const kind = kinds[n % kinds.length];
      if (kind) await site.write({ ...kind, at: `${now}${digits}Z`, process: `arrival${n}` });
      await delay(1_000 / RATE);
    }
  })();
  return async () => {
    stopping.abort();
    await writing;
  };
}

/** Opens the live tail. */
export async function openTail(
  site: Site,
  prepare?: (page: Page) => Promise<unknown>,
): Promise<Page> {
  const page = await site.open("/?q=since%3A7d&tail=on", { prepare });
  await page.getByRole("button", { name: "Pause" }).waitFor();
  return page;
}

import type { Site } from "../../packages/dashboard/test/browser/site.js";
import type { Figures } from "./budgets.js";
import { openTail, startArrivals } from "./tail.js";

const MINUTES = 10;

/** How much more memory the page holds after ten minutes of tail: three pages at once, each in a separate process. */
export async function measureHeap(site: Site): Promise<Figures[]> {
  const stop = startArrivals(site);
  const found = await Promise.all([1, 2, 3].map(() => measureGrowth(site)));
  await stop();
  return found.map((heap) => ({ heap }));
}

/** In MB. */
async function measureGrowth(site: Site): Promise<number> {
  const page = await openTail(site);
  await page.locator(".rows [data-new]").first().waitFor();
  const browser = await page.context().newCDPSession(page);
  await browser.send("Performance.enable");
  const readHeap = async () => {
    await browser.send("HeapProfiler.collectGarbage");
    const { metrics } = await browser.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? Number.NaN;
  };
  const before = await readHeap();
  await page.waitForTimeout(MINUTES * 60_000);
  const after = await readHeap();
  await page.context().close();
  return (after - before) / 1_000_000;
}

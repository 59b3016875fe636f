/// <reference lib="dom" />
import { gzipSizeOf } from "../../packages/dashboard/test/browser/page-size.js";
import type { Page, Response, Site } from "../../packages/dashboard/test/browser/site.js";
import type { Figures } from "./budgets.js";

/** Large, so that as many rows are in the page as a desk has room for. */
const VIEWPORT = { width: 1920, height: 1080 };

/** What is sent until the log is there, and how many nodes the page has while it is used. */
export async function measureLoad(site: Site): Promise<Figures> {
  const answers: Response[] = [];
  const page = await site.open("/?q=since%3A7d", {
    viewport: VIEWPORT,
    prepare: async (tab) => {
      tab.on("response", (response) => answers.push(response));
    },
  });
  await page.locator(".facet").first().waitFor();
  const [firstPage] = answers.filter((answer) => answer.url().includes("/api/events?"));
  const sizes = await firstPage?.request().sizes();
  const figures = {
    script: gzipSizeOf(site.pageFolder, ".js") / 1_000,
    styles: gzipSizeOf(site.pageFolder, ".css") / 1_000,
    firstPage: (sizes?.responseBodySize ?? Number.NaN) / 1_000,
    nodes: await countMostNodes(page),
    foreign: answers.filter((answer) => !answer.url().startsWith(site.origin)).length,
  };
  await page.context().close();
  return figures;
}

/** The maximum number of DOM nodes: at first, scrolled to 500 events, and with one of them open. */
async function countMostNodes(page: Page): Promise<number> {
  const count = () => page.evaluate(() => document.querySelectorAll("*").length);
  const counts = [await count()];
  const grid = page.getByRole("grid");
  while (Number(await grid.getAttribute("aria-rowcount")) < 500) {
    await grid.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
    await page.waitForTimeout(100);
    counts.push(await count());
  }
  await grid.press("Enter");
  await page.getByRole("complementary", { name: "Event" }).waitFor();
  counts.push(await count());
  return Math.max(...counts);
}

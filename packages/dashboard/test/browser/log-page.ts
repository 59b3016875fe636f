import { text } from "node:stream/consumers";
import type { Download, Page } from "playwright-core";
import type { Site, TabOptions } from "./site.js";

interface LogOptions extends TabOptions {
  /** What stands behind the query in the address, with the `&` before it. */
  more?: string;
}

/** A tab with the log of a query, once it shows events. */
export async function openLog(site: Site, query: string, options: LogOptions = {}): Promise<Page> {
  const { more = "", ...tab } = options;
  const page = await site.open(`/?q=${encodeURIComponent(query)}${more}`, tab);
  await page.locator(".rows .line").first().waitFor();
  return page;
}

/** The query that the address says. */
export function queryOf(page: Page): string {
  return new URL(page.url()).searchParams.get("q") ?? "";
}

/** Waits until the page has drawn what has happened so far. */
export async function waitForDrawing(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

/** The lines of a file that the page saved. */
export async function linesOf(download: Download): Promise<string[]> {
  return (await text(await download.createReadStream())).trimEnd().split(/\r?\n/);
}

import type { Page } from "playwright-core";
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

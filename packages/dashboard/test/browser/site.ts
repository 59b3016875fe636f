import { createEventLog } from "@service-events/query";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { type EventSketch, eventItem, putItems, registryItem } from "../../../query/test/items.js";
import { type DashboardOptions, startDashboard } from "../../src/index.js";
import { CATALOGUE } from "./sample-events.js";
import { connectBrowser } from "./shared-browser.js";

export type { Page, Response } from "playwright-core";

/** A dashboard on a table of its own, and a browser to look at it. */
export interface Site {
  table: EventTable;
  origin: string;
  token: string;
  /** The built page. */
  pageFolder: string;
  browser: Browser;
  /** A tab at an address of the page, logged in unless told otherwise. What the page complains about fails the test. */
  open(address?: string, options?: TabOptions): Promise<Page>;
  write(...events: readonly EventSketch[]): Promise<void>;
  /** Throws what pages complained about since it was last asked. */
  assertQuiet(): void;
  stop(): Promise<void>;
}

export interface TabOptions extends BrowserContextOptions {
  withToken?: boolean;
  /** Runs before the page does. */
  prepare?(page: Page): Promise<unknown>;
}

export interface SiteOptions extends Partial<DashboardOptions> {
  /** The server's clock, in ms. Default: the machine's. */
  now?(): number;
}

/** Starts all of it: the page as it is built, the real API, an embedded DynamoDB, a real browser. */
export async function startSite(
  events: readonly EventSketch[],
  options: SiteOptions = {},
): Promise<Site> {
  const cleanup: (() => unknown)[] = [];
  const stop = async () => {
    for (const undo of cleanup.splice(0).reverse()) await undo();
  };
  try {
    return await start(events, options, cleanup, stop);
  } catch (error) {
    // What did start would keep the tests' process alive.
    await stop();
    throw error;
  }
}

async function start(
  events: readonly EventSketch[],
  { now, ...options }: SiteOptions,
  cleanup: (() => unknown)[],
  stop: () => Promise<void>,
): Promise<Site> {
  const { browser, pageFolder } = await connectBrowser();
  cleanup.push(() => browser.close());
  const table = await createEventTable();
  cleanup.push(() => table.stop());
  const known = new Map<string, object>(Object.entries(CATALOGUE));
  const origins = new Set([...known.keys(), ...events.map(({ origin }) => origin)]);
  const registry = [...origins].map((origin) => registryItem(origin, 1, { ...known.get(origin) }));
  await putItems(table, [...registry, ...events.map(eventItem)]);
  const complaints: string[] = [];
  const dashboard = await startDashboard({
    tableName: table.tableName,
    client: table.client,
    ...(now && { log: createEventLog({ ...table, now }) }),
    pageFolder,
    logGroups: { orders: "/aws/lambda/orders" },
    limits: { requests: { burst: 10_000, perSecond: 1_000 } },
    onFailure: (error) => complaints.push(String(error)),
    ...options,
  });
  cleanup.push(() => dashboard.stop());
  return {
    table,
    pageFolder,
    browser,
    origin: dashboard.origin,
    token: dashboard.token,
    async open(address = "/", { withToken = true, prepare, ...context } = {}) {
      const tab = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        locale: "en-GB",
        timezoneId: "Europe/Berlin",
        permissions: ["clipboard-read", "clipboard-write"],
        ...context,
      });
      const page = await tab.newPage();
      page.setDefaultTimeout(20_000);
      page.on("pageerror", (error) => complaints.push(`${address}: ${error.message}`));
      page.on("console", (message) => {
        const isNetwork = message.text().startsWith("Failed to load resource");
        if (message.type() === "error" && !isNetwork) complaints.push(message.text());
      });
      await prepare?.(page);
      const hash = withToken ? `#token=${dashboard.token}` : "";
      await page.goto(`${dashboard.origin}${address}${hash}`);
      return page;
    },
    async write(...more) {
      await putItems(table, more.map(eventItem));
    },
    assertQuiet() {
      const all = complaints.splice(0);
      if (all.length > 0) throw new Error(`the page complained:\n${all.join("\n")}`);
    },
    stop,
  };
}

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { createEventTable, type EventTable } from "../../../../test/event-table.js";
import { type EventSketch, eventItem, putItems, registryItem } from "../../../query/test/items.js";
import { type DashboardOptions, startDashboard } from "../../src/index.js";
import { launchChromium } from "./chromium.js";
import { CATALOGUE } from "./sample-events.js";

const run = promisify(execFile);
const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));
const { resolve } = createRequire(import.meta.url);

/** A dashboard on a table of its own, and a browser to look at it. */
export interface Site {
  table: EventTable;
  origin: string;
  token: string;
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
  prepare?(page: Page): Promise<void>;
}

/** Builds the page into a folder of its own, so that tests may run at the same time. */
async function buildPage(folder: string): Promise<void> {
  const vite = join(dirname(resolve("vite/package.json")), "bin/vite.js");
  await run(process.execPath, [vite, "build", "--outDir", folder, "--logLevel", "error"], {
    cwd: PACKAGE,
    env: { ...process.env, NODE_ENV: "production" },
  });
}

/** Starts all of it: the page as it is built, the real API, an embedded DynamoDB, a real browser. */
export async function startSite(
  events: readonly EventSketch[],
  options: Partial<DashboardOptions> = {},
): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "dashboard-page-"));
  const [table, browser] = await Promise.all([
    createEventTable(),
    launchChromium(),
    buildPage(folder),
  ]);
  const registry = Object.entries(CATALOGUE).map(([origin, types]) =>
    registryItem(origin, 1, types),
  );
  await putItems(table, [...registry, ...events.map(eventItem)]);
  const complaints: string[] = [];
  const dashboard = await startDashboard({
    tableName: table.tableName,
    client: table.client,
    pageFolder: folder,
    logGroups: { orders: "/aws/lambda/orders" },
    limits: { requests: { burst: 10_000, perSecond: 1_000 } },
    // What a page no longer waits for is broken off, which is no failure.
    onFailure: (error) => {
      if (!/abort/i.test(String(error))) complaints.push(String(error));
    },
    ...options,
  });
  return {
    table,
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
    async stop() {
      await browser.close();
      await dashboard.stop();
      await table.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { createEventTable } from "@service-events/testing/event-table";
import type { Browser, Page } from "playwright-core";
import { eventItem, putItems, registryItem } from "../../../query/test/items.js";
import { type DeployedDashboard, startDeployedDashboard } from "../deployed-dashboard.js";
import { CATALOGUE, sampleEvents } from "./sample-events.js";
import { connectBrowser } from "./shared-browser.js";

let dashboard: DeployedDashboard;
let browser: Browser;
const cleanup: (() => unknown)[] = [];

beforeAll(async () => {
  const shared = await connectBrowser();
  browser = shared.browser;
  cleanup.push(() => browser.close());
  const table = await createEventTable();
  cleanup.push(() => table.stop());
  await putItems(table, [
    ...Object.entries(CATALOGUE).map(([origin, types]) => registryItem(origin, 1, { ...types })),
    ...sampleEvents(200, Date.now()).map(eventItem),
  ]);
  dashboard = await startDeployedDashboard(table, shared.pageFolder);
  cleanup.push(() => dashboard.stop());
}, 180_000);
afterAll(async () => {
  for (const undo of cleanup.reverse()) await undo();
}, 60_000);
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

const ADDRESS = "/?q=level%3Ainfo+since%3A7d&zone=utc";

/** Opens the dashboard where nobody is logged in. */
async function open(path: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(new URL(path, dashboard.url).href);
  return page;
}

/** Fills in the provider's form. */
async function logInAtProvider(page: Page): Promise<void> {
  await page.waitForURL((url) => url.href.startsWith(dashboard.provider.issuer));
  await page.getByRole("button", { name: "Log in" }).click();
}

async function logIn(page: Page): Promise<void> {
  await page.getByRole("heading", { name: "Log in" }).waitFor();
  await page.getByRole("button", { name: "Log in" }).click();
  await logInAtProvider(page);
  await page.locator(".rows .line").first().waitFor();
}

function addressOf(page: Page): string {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}

describe("the login of a deployed dashboard", () => {
  it("redirects to the provider and back to the same address", async () => {
    const page = await open(ADDRESS);
    await logIn(page);
    expect(addressOf(page)).toBe(ADDRESS);
  }, 90_000);

  it("keeps the token out of addresses and storage", async () => {
    const requested: string[] = [];
    const page = await open(ADDRESS);
    page.on("request", (request) => requested.push(request.url()));
    await logIn(page);
    const stored = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state]),
    );
    expect(requested.some((url) => url.includes("/api/events"))).toBe(true);
    // Every token of the provider begins as every JSON Web Token does.
    expect(`${stored} ${requested.join(" ")}`).not.toMatch(/eyJ[\w-]{10}/);
  }, 90_000);

  it("is repeated by a reload automatically, and keeps the address", async () => {
    const page = await open(ADDRESS);
    await logIn(page);
    await page.reload();
    await logInAtProvider(page);
    await page.locator(".rows .line").first().waitFor();
    expect(addressOf(page)).toBe(ADDRESS);
  }, 90_000);

  it("shows when the provider denies access", async () => {
    const page = await open("/callback?error=access_denied&error_description=not+on+the+list");
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("not on the list");
  }, 90_000);

  it("rejects a code that this tab did not request", async () => {
    const asked: string[] = [];
    const page = await (await browser.newContext()).newPage();
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(new URL("/callback?code=stolen&state=guessed", dashboard.url).href);
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("no login that was begun");
    expect(asked.filter((url) => url.startsWith(dashboard.provider.issuer))).toEqual([]);
  }, 90_000);

  it("ends with logout", async () => {
    const page = await open(ADDRESS);
    await logIn(page);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("heading", { name: "Log in" }).waitFor();
  }, 90_000);
});

import { describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { linesOf, openLog } from "./log-page.js";
import { sampleEvents } from "./sample-events.js";
import { useSite } from "./use-site.js";

const EVENTS = sampleEvents(1_200, Date.now());

const site = useSite(EVENTS);

async function waitForQuery(page: Page, test: (query: string) => boolean): Promise<string> {
  await page.waitForURL((url) => test(url.searchParams.get("q") ?? "since:24h"));
  return new URL(page.url()).searchParams.get("q") ?? "since:24h";
}

describe("the search box", () => {
  it("completes fields and types from the catalogue with the keyboard, and keeps the time", async () => {
    const page = await openLog(site, "since:7d");
    await page.keyboard.press("/");
    await page.keyboard.type("ev");
    await page.getByRole("option", { name: /event:/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.keyboard.type("JOB_F");
    await page.getByRole("option", { name: /JOB_FAILED An order could not be done/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    const box = page.getByRole("combobox", { name: "Search events" });
    expect(await box.getAttribute("aria-activedescendant")).toMatch(/-0$/);
    await page.keyboard.press("Enter");
    expect(await box.inputValue()).toBe("event:JOB_FAILED ");
    await page.keyboard.press("Enter");
    expect(await waitForQuery(page, (query) => query.includes("JOB"))).toBe(
      "event:JOB_FAILED since:7d",
    );
  }, 60_000);

  it("shows where a query is invalid, and offers to search for it as text", async () => {
    const page = await site.open("/?q=nofield:x");
    const problem = page.locator("#search-error");
    await problem.waitFor();
    expect(await problem.textContent()).toContain("unknown field 'nofield'");
    expect(await problem.locator("mark").textContent()).toBe("n");
    expect(await page.locator("#search").getAttribute("aria-invalid")).toBe("true");
    await problem.getByRole("button", { name: "Search for it as text" }).click();
    expect(await waitForQuery(page, (query) => query.startsWith('"'))).toBe(
      '"nofield:x" since:24h',
    );
    await page.getByRole("heading", { name: "No events match" }).waitFor();
    await page.locator(".badge", { hasText: "text search" }).waitFor();
  }, 60_000);

  it("opens an event by its pasted id", async () => {
    const page = await openLog(site, "event:JOB_FAILED since:7d");
    await page.locator(".rows .line").first().click();
    const id = new URL(page.url()).searchParams.get("open") ?? "";
    await page.locator("#search").fill(id);
    await page.locator("#search").press("Enter");
    await page.getByRole("heading", { level: 1, name: "JOB_FAILED" }).waitFor();
    expect(new URL(page.url()).searchParams.get("id")).toBe(id);
  }, 60_000);

  it("shows the plan and the price before the search runs", async () => {
    const page = await openLog(site, "since:7d");
    await page.locator("#search").fill("user:u_3 since:7d");
    const plan = page.locator(".plan", { hasText: "before you search" });
    await plan.waitFor();
    expect(await plan.textContent()).toMatch(/1 partition of byUser[\s\S]*read units[\s\S]*\$/);
  }, 60_000);
});

describe("the histogram", () => {
  it("replaces the time range of the query by a dragged range", async () => {
    const page = await openLog(site, "since:7d");
    const plot = page.getByRole("slider");
    await plot.waitFor();
    const box = await plot.boundingBox();
    if (!box) throw new Error("the plot is not drawn");
    await page.mouse.move(box.x + box.width * 0.4, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 20, { steps: 4 });
    await page.mouse.up();
    const query = await waitForQuery(page, (text) => text.includes("until:"));
    expect(query).toMatch(/^since:2\d{3}-\S+Z until:2\d{3}-\S+Z$/);
    await page.locator(".rows .line").first().waitFor();
  }, 60_000);

  it("can be used by keyboard, and announces the selection", async () => {
    const page = await openLog(site, "since:7d");
    const plot = page.getByRole("slider");
    await plot.focus();
    await plot.press("Home");
    for (let n = 0; n < 30; n += 1) await plot.press("ArrowRight");
    for (let n = 0; n < 10; n += 1) await plot.press("Shift+ArrowRight");
    expect(await plot.getAttribute("aria-valuetext")).toMatch(/–.*\d+ events/);
    await plot.press("Enter");
    const query = await waitForQuery(page, (text) => text.includes("until:"));
    const [since, until] = [...query.matchAll(/:(2\S+)/g)].map(([, time]) =>
      Date.parse(time ?? ""),
    );
    expect((until ?? 0) - (since ?? 0)).toBe(11 * 3_600_000);
  }, 60_000);

  it("can be used by touch", async () => {
    const page = await openLog(site, "since:7d", {
      viewport: { width: 320, height: 640 },
      hasTouch: true,
    });
    const plot = page.getByRole("slider");
    await plot.waitFor();
    await plot.tap();
    await waitForQuery(page, (text) => text.includes("until:"));
  }, 60_000);
});

describe("facets", () => {
  it("count, filter, remove the filter and exclude", async () => {
    const page = await openLog(site, "since:7d");
    const failed = EVENTS.filter(({ event }) => event === "JOB_FAILED").length;
    const facet = page.locator(".facet", { hasText: "JOB_FAILED" });
    await facet.waitFor();
    expect(await facet.locator(".count").textContent()).toBe(failed.toLocaleString("en-GB"));
    await facet.locator(".value").click();
    await waitForQuery(page, (query) => query === "since:7d event:JOB_FAILED");
    await page
      .locator(".facet .value[aria-pressed=true]", { hasText: "JOB_FAILED" })
      .press("Enter");
    await waitForQuery(page, (query) => query === "since:7d");
    await page.getByRole("button", { name: "Exclude orders" }).press("Enter");
    await waitForQuery(page, (query) => query === "since:7d -origin:orders");
    // The counts of the search before stand until those of this one are there.
    await page.locator(".facet", { hasText: "orders" }).waitFor({ state: "detached" });
    expect(await page.locator(".facet", { hasText: "billing" }).count()).toBe(1);
  }, 60_000);
});

describe("time and columns", () => {
  it("accepts presets and pasted ISO times in the chosen zone, and rejects anything else", async () => {
    const page = await openLog(site, "since:7d");
    const open = () => page.getByRole("button", { name: /^Time:/ }).click();
    await open();
    await page.getByRole("button", { name: "Last 24 hours" }).click();
    await waitForQuery(page, (query) => query === "since:24h");
    await open();
    const from = page.getByRole("textbox", { name: "From" });
    await from.fill("soon");
    await from.press("Enter");
    expect(await page.locator("#time-problem").textContent()).toContain("2026-11-24");
    await from.fill("2026-11-20T10:00:00+01:00");
    await page.getByRole("textbox", { name: "To" }).fill("2026-11-21 10:00");
    await page.getByRole("button", { name: "Apply" }).click();
    await waitForQuery(
      page,
      (query) => query === "since:2026-11-20T09:00:00.000Z until:2026-11-21T09:00:00.000Z",
    );
  }, 60_000);

  it("shows times in UTC or in the reader's zone, by key", async () => {
    const page = await openLog(site, "since:7d");
    const time = page.locator(".rows .line time").first();
    const iso = (await time.getAttribute("datetime")) ?? "";
    await page.keyboard.press("z");
    await page.waitForURL(/zone=utc/);
    expect(await time.textContent()).toContain(iso.slice(11, 23));
  }, 60_000);

  it("chooses columns, payload fields included", async () => {
    const page = await openLog(site, "event:JOB_FAILED since:7d");
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "Origin" }).uncheck();
    await page.keyboard.press("Escape");
    await page.locator(".rows .line").first().click();
    await page.getByRole("button", { name: "Show payload.currency as a column" }).click();
    const titles = await page.getByRole("columnheader").allTextContents();
    expect(titles).not.toContain("Origin");
    expect(titles).toContain("currency");
    const last = page.locator(".rows .line").first().getByRole("gridcell").last();
    expect(await last.textContent()).toMatch(/^(EUR|USD)$/);
  }, 60_000);
});

describe("export", () => {
  it("saves the filtered set, and nothing else, with its progress", async () => {
    const page = await openLog(site, "event:JOB_FAILED since:7d");
    await page.keyboard.press("e");
    const dialog = page.getByRole("dialog", { name: "Export" });
    const saving = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Export", exact: true }).click();
    const file = await saving;
    const lines = await linesOf(file);
    const failed = EVENTS.filter(({ event }) => event === "JOB_FAILED").length;
    const events = lines.map((line) => JSON.parse(line)).filter(({ event }) => event);
    expect(events).toHaveLength(failed);
    expect(new Set(events.map(({ event }) => event))).toEqual(new Set(["JOB_FAILED"]));
    expect(file.suggestedFilename()).toMatch(/\.ndjson$/);
    await dialog.getByText(/Saved: \d+ lines/).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  }, 60_000);
});

import { describe, expect, it } from "@jest/globals";
import { openLog, queryOf } from "./log-page.js";
import { sampleEvents } from "./sample-events.js";
import { useSite } from "./use-site.js";

const EVENTS = sampleEvents(2_000, Date.now());

const site = useSite(EVENTS);

describe("the log", () => {
  it("shows the newest events first, with time, origin, type, user, description and expiry", async () => {
    const page = await openLog(site, "since:7d");
    const newest = [...EVENTS].sort((a, b) => (a.at < b.at ? 1 : -1))[0];
    const cells = page.locator(".rows .line").first().getByRole("gridcell");
    const shown = await cells.allTextContents();
    expect(shown.slice(1, 6)).toEqual([
      newest?.level,
      newest?.origin,
      newest?.event,
      newest?.userId,
      newest?.description,
    ]);
    expect(shown[6]).toMatch(/^(\d+ d|forever)$/);
    expect(await page.locator(".plan").first().textContent()).toMatch(
      /more to read[\s\S]*read units/,
    );
  }, 60_000);

  it("renders few rows however far it is scrolled, and loads more by itself", async () => {
    const page = await openLog(site, "since:7d");
    const grid = page.getByRole("grid");
    await expect(grid.getAttribute("aria-rowcount")).resolves.toMatch(/^(51|251)$/);
    for (let loaded = 0; loaded <= 400; ) {
      await grid.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
      const grown = await page.waitForFunction(
        ([element, count]) => {
          const rows = Number(element?.getAttribute("aria-rowcount"));
          return rows > count && rows;
        },
        [await grid.elementHandle(), loaded] as const,
      );
      loaded = Number(await grown.jsonValue());
    }
    expect(await page.locator(".rows .line").count()).toBeLessThan(60);
    expect(await page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(1_500);
  }, 60_000);

  it("works by keyboard, and restores the focus", async () => {
    const page = await openLog(site, "level:error since:7d");
    await page.keyboard.press("j");
    const grid = page.getByRole("grid");
    await grid.press("ArrowDown");
    await grid.press("j");
    expect(await grid.getAttribute("aria-activedescendant")).toBe("row-2");
    await grid.press("Enter");
    const panel = page.getByRole("complementary", { name: "Event" });
    await panel.waitFor();
    const first = new URL(page.url()).searchParams.get("open");
    await page.keyboard.press("]");
    await expect(page.locator("#row-3").getAttribute("aria-selected")).resolves.toBe("true");
    expect(new URL(page.url()).searchParams.get("open")).not.toBe(first);
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    expect(await grid.evaluate((element) => element === document.activeElement)).toBe(true);
  }, 60_000);

  it("shows everything about an event, and closes it with Back", async () => {
    const page = await openLog(site, "event:JOB_FAILED since:7d");
    await page.locator(".rows .line", { hasText: "Card declined" }).first().click();
    const panel = page.getByRole("complementary", { name: "Event" });
    const text = await panel.textContent();
    expect(text).toContain("card_declined");
    expect(text).toContain("orderId");
    expect(text).toContain("redacted");
    expect(text).toMatch(/Expires in\s*\d+ d/);
    const logs = await panel.getByRole("link", { name: /CloudWatch/ }).getAttribute("href");
    expect(logs).toContain(
      "#logsV2:log-groups/log-group/$252Faws$252Flambda$252Forders/log-events$3F",
    );
    await page.goBack();
    await panel.waitFor({ state: "detached" });
    expect(queryOf(page)).toBe("event:JOB_FAILED since:7d");
  }, 60_000);

  it("copies an event as URL, CLI, curl and JSON, none of which holds the token", async () => {
    const page = await openLog(site, "event:JOB_FAILED since:7d");
    await page.locator(".rows .line").first().click();
    const copied: Record<string, string> = {};
    for (const name of ["URL", "CLI", "curl", "JSON"]) {
      await page.evaluate(() => navigator.clipboard.writeText(""));
      await page.getByRole("button", { name: `Copy ${name}` }).click();
      await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== "");
      copied[name] = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied[name]).not.toContain(site.token);
    }
    expect(copied.CLI).toContain("service-events get orders@");
    expect(copied.curl).toContain("/api/events/orders%40");
    expect(JSON.parse(copied.JSON ?? "").event).toBe("JOB_FAILED");
    await page.goto(copied.URL ?? "");
    await page.getByRole("heading", { level: 1, name: "JOB_FAILED" }).waitFor();
  }, 60_000);
});

describe("the address", () => {
  it("keeps query, order, columns, zone and the open event over a reload", async () => {
    const page = await openLog(site, "level:error since:7d", {
      more: "&zone=utc&order=oldest&columns=time,event,error",
    });
    await page.locator(".rows .line").nth(2).click();
    await page.getByRole("complementary", { name: "Event" }).waitFor();
    const [address, cells] = [page.url(), await page.locator(".line").nth(1).textContent()];
    await page.reload();
    await page.locator(".rows .line").first().waitFor();
    expect(page.url()).toBe(address);
    expect(await page.locator(".line").nth(1).textContent()).toBe(cells);
    await page.getByRole("complementary", { name: "Event" }).waitFor();
    expect(await page.getByRole("columnheader").allTextContents()).toEqual([
      "Time",
      "Event",
      "Error",
    ]);
  }, 60_000);

  it("never contains the token once the page has loaded", async () => {
    const page = await openLog(site, "since:24h");
    expect(page.url()).not.toContain(site.token);
    const requested: string[] = [];
    page.on("request", (request) => requested.push(request.url()));
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await page.reload();
    await page.locator(".rows .line").first().waitFor();
    expect(requested.length).toBeGreaterThan(3);
    expect(requested.filter((url) => url.includes(site.token))).toEqual([]);
    expect(requested.filter((url) => !url.startsWith(site.origin))).toEqual([]);
  }, 60_000);

  it("goes back through searches", async () => {
    const page = await openLog(site, "event:JOB_FAILED since:7d");
    for (const query of ["origin:billing since:7d", "origin:mailer since:7d"]) {
      await page.locator("#search").fill(query);
      await page.locator("#search").press("Enter");
      await page.waitForURL((url) => url.searchParams.get("q") === query);
    }
    for (const query of ["origin:billing since:7d", "event:JOB_FAILED since:7d"]) {
      await page.goBack();
      await page.waitForURL((url) => url.searchParams.get("q") === query);
      // The browser tells the page of the step after it has changed the address.
      await page.waitForFunction(
        (expected) => document.querySelector<HTMLInputElement>("#search")?.value === expected,
        query,
      );
    }
    await page.locator(".rows .line", { hasText: "JOB_FAILED" }).first().waitFor();
  }, 60_000);
});

import { describe, expect, it } from "@jest/globals";
import type { Locator, Page, Request } from "playwright-core";
import type { EventSketch } from "../../../query/test/items.js";
import { waitForDrawing } from "./log-page.js";
import { sampleEvents } from "./sample-events.js";
import type { TabOptions } from "./site.js";
import { useSite } from "./use-site.js";

const site = useSite(sampleEvents(600, Date.now()));

let number = 0;

/** An event of now, or of so many ms ago, with a description of its own. */
function liveEvent(description: string, age = 0, userId = "u_live"): EventSketch {
  number += 1;
  const at = new Date(Date.now() - age).toISOString().slice(0, 23);
  return {
    origin: "orders",
    event: "JOB_STARTED",
    level: "info",
    at: `${at}${String(number % 1_000).padStart(3, "0")}Z`,
    process: `live${number}`,
    description,
    userId,
  };
}

async function openTail(query = "since:24h", options: TabOptions = {}): Promise<Page> {
  const page = await site.open(`/?tail=on&q=${encodeURIComponent(query)}`, options);
  await page.getByRole("button", { name: "Pause" }).waitFor();
  return page;
}

/** Lets the page look for events at once, as it does when the network is back. */
async function lookNow(page: Page): Promise<void> {
  const looked = page.waitForResponse((response) => response.url().includes("order=oldest"));
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await looked;
}

/** Writes events, and lets the page look until it shows what they lead to: a look under way may have missed them. */
async function arrive(shown: Locator, ...events: readonly EventSketch[]): Promise<void> {
  await site.write(...events);
  const deadline = Date.now() + 20_000;
  while (!(await shown.isVisible()) && Date.now() < deadline) await lookNow(shown.page());
  await shown.waitFor();
}

function rowWith(page: Page, text: string | RegExp) {
  return page.locator(".rows .line", { hasText: text });
}

describe("the live tail", () => {
  it("shows events as they are stored, each once, newest on top", async () => {
    const page = await openTail();
    await site.write(liveEvent("first arrival"));
    await rowWith(page, "first arrival").waitFor();
    await arrive(rowWith(page, "second arrival"), liveEvent("second arrival"));
    // Another look reads the overlap again.
    await lookNow(page);
    await waitForDrawing(page);
    expect(await rowWith(page, "arrival").allTextContents()).toEqual([
      expect.stringContaining("second arrival"),
      expect.stringContaining("first arrival"),
    ]);
  }, 90_000);

  it("pauses while the reader has scrolled, counts waiting events, and moves nothing", async () => {
    const page = await openTail();
    const grid = page.getByRole("grid");
    await grid.evaluate((element) => element.scrollTo({ top: 200 }));
    await page.getByRole("button", { name: /Paused/ }).waitFor();
    const before = await page.locator(".rows .line").nth(12).textContent();
    const resume = page.getByRole("button", { name: /2 new/ });
    await arrive(resume, liveEvent("waits a"), liveEvent("waits b"));
    expect(await page.locator(".rows .line").nth(12).textContent()).toBe(before);
    expect(await rowWith(page, "waits").count()).toBe(0);
    await resume.click();
    await rowWith(page, "waits b").waitFor();
    expect(await grid.evaluate((element) => element.scrollTop)).toBe(0);
  }, 90_000);

  it("is paused and resumed by its button, with rows that can be opened", async () => {
    const page = await openTail();
    await page.getByRole("button", { name: "Pause" }).press("Enter");
    await arrive(page.getByRole("button", { name: /1 new/ }), liveEvent("while paused"));
    await page.locator(".rows .line").first().click();
    await page.getByRole("complementary", { name: "Event" }).waitFor();
    await page.getByRole("button", { name: /1 new/ }).press("Enter");
    await rowWith(page, "while paused").waitFor();
    await page.getByRole("complementary", { name: "Event" }).waitFor();
  }, 90_000);

  it("lets the reader choose columns", async () => {
    const page = await openTail();
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "Environment" }).check();
    await page.keyboard.press("Escape");
    const row = rowWith(page, "with its environment");
    await arrive(row, { ...liveEvent("with its environment"), environment: "staging" });
    expect(await row.textContent()).toContain("staging");
  }, 90_000);

  it("does not poll while hidden, and polls at once when shown", async () => {
    const page = await openTail("since:24h", { prepare: (tab) => tab.clock.install() });
    const isLook = (request: Request) => request.url().includes("order=oldest");
    const show = (isHidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, isHidden);
    await lookNow(page);
    const asks = page.waitForRequest(isLook);
    await page.clock.runFor(20_000);
    await asks;
    await lookNow(page);
    await show(true);
    let asked = 0;
    page.on("request", (request) => {
      if (isLook(request)) asked += 1;
    });
    await site.write(liveEvent("while hidden"));
    await page.clock.runFor(60_000);
    expect(asked).toBe(0);
    await show(false);
    await rowWith(page, "while hidden").waitFor();
  }, 90_000);

  it("marks late events, in their place", async () => {
    const page = await openTail();
    await arrive(rowWith(page, "on time"), liveEvent("on time"));
    const late = rowWith(page, "came late");
    await arrive(late, liveEvent("came late", 9_000));
    expect(await late.textContent()).toMatch(/^late/);
    const order = await rowWith(page, /on time|came late/).allTextContents();
    expect(order[0]).toContain("on time");
  }, 90_000);

  it("shows a gap where more arrived than it reads, with a link", async () => {
    const page = await openTail("user:u_many since:24h");
    await page.getByRole("button", { name: "Pause" }).waitFor();
    const gap = page.locator(".rows .gap");
    await arrive(
      gap,
      ...Array.from({ length: 750 }, (_, n) => liveEvent(`flood ${n}`, 0, "u_many")),
    );
    expect(await gap.textContent()).toContain("Not shown: events from");
    expect(Number(await page.getByRole("grid").getAttribute("aria-rowcount"))).toBeLessThanOrEqual(
      501,
    );
    await page.getByRole("grid").press("Enter");
    await page.waitForURL(/until/);
    await rowWith(page, "flood 7").first().waitFor();
    await page.goBack();
    await page.getByRole("button", { name: /^Pause/ }).waitFor();
  }, 120_000);

  it("shows that it is interrupted while offline, and continues when online", async () => {
    const page = await openTail("user:u_away since:24h");
    await page.context().setOffline(true);
    await page.getByText("Live updates are interrupted").waitFor();
    await site.write(liveEvent("while offline", 0, "u_away"));
    await page.context().setOffline(false);
    await rowWith(page, "while offline").waitFor();
    await page.getByText("Live updates are interrupted").waitFor({ state: "detached" });
  }, 90_000);

  it("filters by the query, is in the address, and ends by its shortcut", async () => {
    const page = await openTail("user:u_live since:1h");
    const ofAnother = { ...liveEvent("of another"), userId: "u_other" };
    await arrive(rowWith(page, "of this one"), ofAnother, liveEvent("of this one"));
    expect(await rowWith(page, "of another").count()).toBe(0);
    await page.reload();
    await page.getByRole("button", { name: "Pause" }).waitFor();
    await page.keyboard.press("t");
    await page.waitForURL((url) => !url.searchParams.has("tail"));
    await page.getByRole("button", { name: "Pause" }).waitFor({ state: "detached" });
  }, 90_000);

  it("keeps a limited number of waiting events, and leaves a gap for the rest", async () => {
    const page = await openTail("user:u_flood since:24h");
    await page.getByRole("button", { name: "Pause" }).click();
    const resume = page.getByRole("button", { name: /\+ new/ });
    for (const [part, shown] of [
      [1, page.getByRole("button", { name: "250 new" })],
      [2, page.getByRole("button", { name: "500 new" })],
      [3, resume],
    ] as const) {
      await arrive(
        shown,
        ...Array.from({ length: 250 }, (_, n) => liveEvent(`part ${part} ${n}`, 0, "u_flood")),
      );
    }
    expect(await resume.textContent()).toMatch(/^4\d\d\+ new/);
    await resume.click();
    await rowWith(page, "part 3").first().waitFor();
    await page.getByRole("grid").press("End");
    await page.locator(".rows .gap").waitFor();
    await page.locator(".rows .gap").getByRole("button", { name: "Show this time range" }).click();
    await rowWith(page, /part 1/)
      .first()
      .waitFor();
  }, 120_000);

  it("announces arrivals to screen readers at most once in five seconds", async () => {
    await site.write(liveEvent("the first", 60_000, "u_often"));
    const page = await openTail("user:u_often since:24h", {
      prepare: (tab) => tab.clock.install(),
    });
    const said = await page.evaluateHandle(() => {
      const times: number[] = [];
      const note = () => times.push(performance.now());
      const options = { childList: true, characterData: true, subtree: true };
      // An output, too, has that role.
      for (const status of document.querySelectorAll("[role=status], [aria-live], output")) {
        new MutationObserver(note).observe(status, options);
      }
      return times;
    });
    // The histogram says what the mouse is over, and not to a screen reader.
    for (let n = 0; n < 100 && (await said.jsonValue()).length < 4; n += 1) {
      // Another number each time: what is said twice in the same words changes nothing on the page.
      await site.write(
        ...Array.from({ length: 1 + (n % 3) }, () => liveEvent(`often ${n}`, 0, "u_often")),
      );
      await lookNow(page);
      await page.mouse.move(300 + (n % 100) * 8, 180);
      await page.clock.runFor(400);
    }
    const times = await said.jsonValue();
    const pauses = times.slice(1).map((time, n) => time - (times[n] ?? 0));
    expect(times.length).toBeGreaterThanOrEqual(4);
    expect(Math.min(...pauses)).toBeGreaterThan(4_900);
  }, 90_000);
});

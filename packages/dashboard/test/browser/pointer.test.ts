import { describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { openLog, queryOf } from "./log-page.js";
import { sampleEvents } from "./sample-events.js";
import { useSite } from "./use-site.js";

const EVENTS = sampleEvents(1_200, Date.now());
const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };

const site = useSite(EVENTS);

/** The hours between the times that a query names. */
function hoursOf(query: string): number {
  const times = [...query.matchAll(/:(2\S+)/g)].map(([, time = ""]) => Date.parse(time));
  return ((times[1] ?? 0) - (times[0] ?? 0)) / 3_600_000;
}

/** Moves a finger over the histogram, by shares of its width and by px of height. */
async function swipe(page: Page, from: number, to: number, down = 0): Promise<void> {
  const box = await page.getByRole("slider").boundingBox();
  if (!box) throw new Error("the plot is not drawn");
  const finger = await page.context().newCDPSession(page);
  const at = (share: number, y: number) => ({ x: box.x + box.width * share, y: box.y + 20 + y });
  const steps = 8;
  const path = Array.from({ length: steps + 1 }, (_, n) =>
    at(from + ((to - from) * n) / steps, (down * n) / steps),
  );
  for (const [n, point] of path.entries()) {
    const type = n === 0 ? "touchStart" : "touchMove";
    await finger.send("Input.dispatchTouchEvent", { type, touchPoints: [point] });
  }
  await finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

describe("a finger", () => {
  it("selects a range of the histogram", async () => {
    const page = await openLog(site, "since:7d", PHONE);
    await page.getByRole("slider").waitFor();
    await swipe(page, 0.4, 0.6);
    await page.waitForURL(/until/);
    expect(hoursOf(queryOf(page))).toBeGreaterThan(24);
    expect(hoursOf(queryOf(page))).toBeLessThan(48);
  }, 60_000);

  it("that moves vertically scrolls, and does not select", async () => {
    const page = await openLog(site, "since:7d", PHONE);
    await page.getByRole("slider").waitFor();
    await swipe(page, 0.5, 0.5, 120);
    await page.locator(".brush").waitFor({ state: "detached" });
    expect(queryOf(page)).toBe("since:7d");
  }, 60_000);

  it("opens an event, goes to the next and closes it", async () => {
    const page = await openLog(site, "level:error since:7d", PHONE);
    await page.locator(".rows .line").first().tap();
    const panel = page.getByRole("complementary", { name: "Event" });
    await panel.getByRole("button", { name: "Next event" }).tap();
    await page.locator("#row-1[aria-selected=true]").waitFor();
    await panel.getByRole("button", { name: "Close event" }).tap();
    await panel.waitFor({ state: "detached" });
  }, 60_000);
});

describe("the mouse", () => {
  it("sees hourly bars stacked by level, and their counts", async () => {
    const page = await openLog(site, "since:24h");
    const plot = page.getByRole("slider");
    await plot.waitFor();
    const since = Date.now() - 86_400_000;
    const hourOf = (at: string) => at.slice(0, 13);
    for (const level of ["warn", "error"]) {
      const recent = EVENTS.filter(
        (event) => event.level === level && Date.parse(event.at) > since,
      );
      const parts = await plot.locator(`.band.${level}`).getAttribute("d");
      const hours = new Set(recent.map(({ at }) => hourOf(at)));
      expect(parts?.match(/M/g)).toHaveLength(hours.size);
    }
    const lastHour = hourOf(new Date(Date.now() - 3_600_000).toISOString());
    const count = EVENTS.filter(({ at }) => hourOf(at) === lastHour).length;
    const box = await plot.boundingBox();
    const bars = Number(await plot.getAttribute("aria-valuemax")) + 1;
    await plot.hover({ position: { x: ((bars - 1.5) / bars) * (box?.width ?? 0), y: 30 } });
    const reading = await plot.locator(".reading").textContent();
    expect(reading).toContain(` · ${count} events`);
  }, 60_000);

  it("replaces the time range of the query by one bar", async () => {
    const page = await openLog(site, "origin:orders since:7d until:now");
    await page.getByRole("slider").click({ position: { x: 400, y: 30 } });
    await page.waitForURL(/until%3A2/);
    expect(queryOf(page)).toMatch(/^origin:orders since:2\S+ until:2\S+$/);
    expect(hoursOf(queryOf(page))).toBe(1);
  }, 60_000);

  it("opens the next and the previous event, and the page of one", async () => {
    const page = await openLog(site, "level:error since:7d");
    await page.locator(".rows .line").nth(1).click();
    const panel = page.getByRole("complementary", { name: "Event" });
    await panel.getByRole("button", { name: "Next event" }).click();
    await page.locator("#row-2[aria-selected=true]").waitFor();
    for (const _ of [1, 2]) await panel.getByRole("button", { name: "Previous event" }).click();
    await page.locator("#row-0[aria-selected=true]").waitFor();
    await panel.getByRole("link", { name: "Open with surrounding events" }).click();
    await page.getByRole("heading", { name: "Surrounding events" }).waitFor();
  }, 60_000);

  it("chooses the zone, the order and the theme, which a reload keeps", async () => {
    const page = await openLog(site, "since:7d");
    await page.getByRole("button", { name: /^Time:/ }).click();
    await page.getByRole("radio", { name: "UTC" }).check();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /change to oldest first/ }).click();
    await page.getByRole("button", { name: /^Theme/ }).click();
    await page.getByRole("button", { name: "Theme: light" }).click();
    await page.reload();
    await page.locator(".rows .line").first().waitFor();
    expect(new URL(page.url()).search).toBe("?q=since%3A7d&order=oldest&zone=utc");
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    const times = page.locator(".rows time");
    const [first = "", second = ""] = await times.evaluateAll((all) =>
      all.map((time) => time.getAttribute("datetime") ?? ""),
    );
    expect(first < second).toBe(true);
    expect(await times.first().textContent()).toContain(first.slice(11, 23));
  }, 60_000);

  it("stops a running export, and sees its progress", async () => {
    const page = await openLog(site, "since:7d");
    const network = await page.context().newCDPSession(page);
    await page.getByRole("button", { name: "Export" }).click();
    await network.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: 20_000,
      uploadThroughput: -1,
    });
    const dialog = page.getByRole("dialog", { name: "Export" });
    let saved = false;
    page.on("download", () => {
      saved = true;
    });
    await dialog.getByRole("button", { name: "Export", exact: true }).click();
    const seen = await dialog.getByRole("progressbar").evaluate(async (bar) => {
      const { position } = bar as HTMLProgressElement;
      const values = new Set([position]);
      await new Promise<void>((resolve) => {
        new MutationObserver(() => {
          values.add((bar as HTMLProgressElement).position);
          if (values.size === 4) resolve();
        }).observe(bar, { attributes: true });
      });
      return [...values];
    });
    expect(seen.length).toBe(4);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBeLessThan(1);
    await dialog.getByRole("button", { name: "Stop" }).click();
    await dialog.getByRole("button", { name: "Export", exact: true }).waitFor();
    expect(saved).toBe(false);
  }, 60_000);
});

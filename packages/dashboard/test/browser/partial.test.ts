import { describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { linesOf } from "./log-page.js";
import { sampleEvents } from "./sample-events.js";
import { useSite } from "./use-site.js";

const EVENTS = sampleEvents(1_000, Date.now());

const site = useSite(EVENTS, {
  limits: {
    requests: { burst: 10_000, perSecond: 1_000 },
    budget: { items: 200, units: 5_000, ms: 60_000 },
    exportRows: 130,
  },
});

describe("a search that exceeds the budget of one answer", () => {
  it("shows how far it got, and continues by one key until everything is read", async () => {
    // The oldest is found last.
    const wanted = EVENTS.reduce((oldest, event) => (event.at < oldest.at ? event : oldest));
    const order = Number(wanted.payload?.orderId);
    const page = await site.open(`/?q=payload.orderId%3A${order}+since%3A8d`);
    await page.getByRole("heading", { name: "Not everything has been read yet" }).waitFor();
    await page.getByText(/^\d+ items were read/).waitFor();
    await page.getByRole("button", { name: "Continue reading" }).focus();
    const complete = page.locator(".plan .badge", { hasText: /^complete$/ });
    for (let n = 0; n < 10 && !(await complete.isVisible()); n += 1) {
      const answered = page.waitForResponse((response) => response.url().includes("/api/events?"));
      await page.keyboard.press("Enter");
      await answered;
      await page.getByRole("button", { name: "Reading…" }).waitFor({ state: "detached" });
    }
    const same = EVENTS.filter(({ payload }) => payload?.orderId === order);
    expect(await page.locator(".rows .line").count()).toBe(same.length);
    expect(await page.locator(".rows .line").last().textContent()).toContain(String(order));
  }, 60_000);

  it("marks its counts as partial", async () => {
    const page = await site.open("/?q=since%3A7d");
    const plot = page.getByRole("slider");
    await plot.waitFor();
    expect(await plot.getAttribute("aria-valuetext")).toContain("partial: newest events only");
  }, 60_000);
});

describe("an export that the server makes in parts", () => {
  async function exportAs(format: "NDJSON" | "CSV", prepare?: (page: Page) => Promise<unknown>) {
    const page = await site.open("/?q=since%3A8d", { prepare });
    await page.locator(".rows .line").first().waitFor();
    await page.keyboard.press("e");
    const dialog = page.getByRole("dialog", { name: "Export" });
    await dialog.getByRole("radio", { name: new RegExp(`^${format}`) }).check();
    const saving = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Export", exact: true }).click();
    return linesOf(await saving);
  }

  it("is one file with every event once, without truncation lines", async () => {
    const events = (await exportAs("NDJSON")).map((line) => JSON.parse(line) as { id?: string });
    expect(events).toHaveLength(EVENTS.length);
    expect(new Set(events.map(({ id }) => id)).size).toBe(EVENTS.length);
    expect(events.every(({ id }) => id?.includes("@"))).toBe(true);
  }, 60_000);

  it("has one header", async () => {
    const lines = await exportAs("CSV");
    expect(lines).toHaveLength(EVENTS.length + 1);
    expect(lines.filter((line) => line.startsWith("createdAt,"))).toEqual([lines[0]]);
    expect(lines.some((line) => line.startsWith("#"))).toBe(false);
  }, 60_000);

  it("retries after Retry-After", async () => {
    let asked = 0;
    const lines = await exportAs("NDJSON", (page) =>
      page.route("**/api/export?*", (route) => {
        asked += 1;
        if (asked !== 2) return route.continue();
        return route.fulfill({ status: 429, headers: { "retry-after": "1" } });
      }),
    );
    expect(asked).toBeGreaterThan(8);
    expect(lines).toHaveLength(EVENTS.length);
  }, 60_000);
});

import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { sampleEvents } from "./sample-events.js";
import { type Site, startSite, type TabOptions } from "./site.js";

let site: Site;

beforeAll(async () => {
  site = await startSite(sampleEvents(1_500, Date.now()));
}, 180_000);
afterAll(() => site?.stop(), 60_000);
afterEach(async () => {
  for (const context of site.browser.contexts()) await context.close();
  site.assertQuiet();
});

const SIZES = [
  { width: 1280, height: 800 },
  { width: 768, height: 1024 },
  { width: 320, height: 640 },
];
const THEMES: readonly TabOptions[] = [
  { colorScheme: "light" },
  { colorScheme: "dark" },
  { forcedColors: "active" },
];

/** Every state of the page, and how it is reached. */
const STATES: Record<string, { address: string; reach(page: Page): Promise<unknown> }> = {
  "the log": {
    address: "/?q=since%3A7d",
    reach: (page) => page.locator(".facet").first().waitFor({ state: "attached" }),
  },
  "an open event": {
    address: "/?q=level%3Aerror+since%3A7d",
    async reach(page) {
      await page.locator(".rows .line").nth(1).click();
      await page.getByRole("complementary", { name: "Event" }).waitFor();
    },
  },
  "the live tail": {
    address: "/?tail=on",
    reach: (page) => page.getByRole("button", { name: "Pause" }).waitFor(),
  },
  "no events": {
    address: "/?q=user%3Anobody+since%3A1h",
    reach: (page) => page.getByRole("heading", { name: "No events match" }).waitFor(),
  },
  "a query that is wrong": {
    address: "/?q=nofield%3Ax",
    reach: (page) => page.locator("#search-error").waitFor(),
  },
  completion: {
    address: "/",
    async reach(page) {
      await page.locator("#search").fill("event:JO");
      await page.getByRole("option").first().waitFor();
    },
  },
  loading: {
    address: "/",
    async reach(page) {
      await page.locator(".rows .line").first().waitFor();
      await page.route("**/api/events?*", () => {});
      await page.locator("#search").fill("level:error since:7d");
      await page.locator("#search").press("Enter");
      await page.locator(".skeleton").waitFor();
    },
  },
  "the time picker": {
    address: "/",
    async reach(page) {
      await page.getByRole("button", { name: /^Time/ }).click();
      await page.getByRole("dialog", { name: "Time" }).waitFor();
    },
  },
  types: { address: "/types", reach: (page) => page.locator("tbody tr").first().waitFor() },
  "a user": { address: "/user?id=u_1", reach: (page) => page.locator(".entry").first().waitFor() },
  "the event's page": {
    address: "/?q=level%3Aerror+since%3A7d",
    async reach(page) {
      await page.locator(".rows .line").first().click();
      await page.keyboard.press("o");
      await page.getByRole("heading", { name: "Around it" }).waitFor();
    },
  },
  help: {
    address: "/",
    async reach(page) {
      await page.locator(".rows .line").first().waitFor();
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Help" }).waitFor();
    },
  },
  palette: {
    address: "/",
    async reach(page) {
      await page.locator(".rows .line").first().waitFor();
      await page.keyboard.press("Control+k");
      await page.getByRole("option").first().waitFor();
    },
  },
  export: {
    address: "/",
    async reach(page) {
      await page.locator(".rows .line").first().waitFor();
      await page.keyboard.press("e");
      await page.getByRole("dialog", { name: "Export" }).waitFor();
    },
  },
};

/** The themes and widths that a state is looked at in: the log in all, each other in two that differ in both. */
function looksOf(name: string): { theme: TabOptions; size: (typeof SIZES)[number] }[] {
  const all = THEMES.flatMap((theme) => SIZES.map((size) => ({ theme, size })));
  return name === "the log" ? all : [2, 3].flatMap((at) => all[at] ?? []);
}

describe.each(Object.entries(STATES))("%s", (name, { address, reach }) => {
  it.each(looksOf(name))(
    "is without a violation of WCAG 2.2 A and AA, and of reflow, in $theme at $size.width",
    async ({ theme, size }) => {
      const page = await site.open(address, { ...theme, viewport: size, reducedMotion: "reduce" });
      await reach(page);
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
        .analyze();
      const found = violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
      expect(found).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(size.width);
    },
    60_000,
  );
});

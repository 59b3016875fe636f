import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { linesOf, openLog } from "./log-page.js";
import { sampleEvents } from "./sample-events.js";
import { useSite } from "./use-site.js";

const EVENTS = sampleEvents(1_200, Date.now());
const DOCS = join(import.meta.dirname, "../../../../docs/dashboard.md");

const site = useSite(EVENTS);

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Goes from control to control until one of this name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let n = 0; n < 150; n += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
      const label = element?.getAttribute("aria-label") ?? labels[0]?.textContent;
      return label ?? element?.textContent ?? "";
    });
    if (name.test(focused)) return;
  }
  throw new Error(`the keyboard does not reach ${name}`);
}

function param(page: Page, name: string): string | null {
  return new URL(page.url()).searchParams.get(name);
}

/** Waits until the row that keys move from is seen whole: below the titles, above the end of the table. */
async function waitUntilActiveRowIsInView(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const [row, table, head] = [".rows [data-active]", "#events", ".head"].map((selector) =>
      document.querySelector(selector)?.getBoundingClientRect(),
    );
    return row && table && head && row.top >= head.bottom && row.bottom <= table.bottom;
  });
}

describe("the keyboard alone", () => {
  it("reaches every control, without a trap", async () => {
    const page = await openLog(site, "level:error since:7d");
    await page.locator(".facet").first().waitFor();
    await page.locator(".rows .line").first().click();
    await page.getByRole("complementary", { name: "Event" }).waitFor();
    const wanted = await page.evaluate(() => {
      const all = document.querySelectorAll<HTMLElement>(
        "a[href]:not([tabindex='-1']), button, input, summary, [tabindex='0']",
      );
      const shown = [...all].filter((element) => element.checkVisibility());
      for (const [at, element] of shown.entries()) element.dataset.stop = String(at);
      (document.activeElement as HTMLElement | null)?.blur();
      return shown.length;
    });
    const reached = new Set<string>();
    for (let n = 0; n < wanted * 2 && reached.size < wanted; n += 1) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => (document.activeElement as HTMLElement).dataset.stop);
      if (stop !== undefined) reached.add(stop);
    }
    expect(wanted).toBeGreaterThan(30);
    expect(reached.size).toBe(wanted);
  }, 60_000);

  it("moves by rows, by pages and to the ends, and keeps the active row in view", async () => {
    const page = await openLog(site, "since:7d");
    await page.getByRole("grid").focus();
    for (const keys of [
      Array.from({ length: 40 }, () => "ArrowDown"),
      ["PageDown"],
      ["PageUp", "PageUp"],
      ["End"],
      ["Home"],
    ]) {
      await press(page, ...keys);
      await waitUntilActiveRowIsInView(page);
    }
  }, 60_000);

  it("continues from the open event, which stays in view", async () => {
    const page = await openLog(site, "since:7d");
    await page.locator(".rows .line").nth(2).click();
    await page.getByRole("complementary", { name: "Event" }).waitFor();
    await press(page, ...Array.from({ length: 30 }, () => "]"), "[");
    await page.locator("#row-31[aria-selected=true]").waitFor();
    await waitUntilActiveRowIsInView(page);
    await page.getByRole("grid").focus();
    await press(page, "Escape", "ArrowDown", "Enter");
    await page.locator("#row-32[aria-selected=true]").waitFor();
    const open = param(page, "open");
    await page.reload();
    await page.locator("#row-32[aria-selected=true]").waitFor();
    expect(param(page, "open")).toBe(open);
    await waitUntilActiveRowIsInView(page);
  }, 60_000);

  it("chooses time and zone", async () => {
    const page = await openLog(site, "since:7d");
    await press(page, "/");
    await tabTo(page, /^Time:/);
    await press(page, "Enter");
    await tabTo(page, /^Last 30 days$/);
    await press(page, "Enter");
    await page.waitForURL((url) => url.searchParams.get("q") === "since:30d");
    await press(page, "/");
    await tabTo(page, /^Time:/);
    await press(page, "Enter");
    await tabTo(page, /^Europe\/Berlin$/);
    await press(page, "ArrowRight");
    await page.waitForURL((url) => url.searchParams.get("zone") === "utc");
  }, 60_000);

  it("chooses columns, which are in the address", async () => {
    const page = await openLog(site, "since:7d");
    await press(page, "/");
    await tabTo(page, /^Columns$/);
    await press(page, "Enter");
    await tabTo(page, /^Environment$/);
    await press(page, "Space");
    await tabTo(page, /^Error$/);
    await press(page, "Space", "Escape");
    expect(param(page, "columns")).toBe(
      "time,level,origin,event,user,description,expiry,environment,error",
    );
    expect(await page.getByRole("columnheader").allTextContents()).toContain("Environment");
  }, 60_000);

  it("cancels a selection in the histogram", async () => {
    const page = await openLog(site, "since:7d");
    const plot = page.getByRole("slider");
    await plot.focus();
    await press(page, "Home", "Shift+ArrowRight", "Shift+ArrowRight");
    await page.locator(".brush").waitFor();
    await press(page, "Escape");
    await page.locator(".brush").waitFor({ state: "detached" });
    expect(param(page, "q")).toBe("since:7d");
  }, 60_000);

  it("narrows by facets, one after the other, without losing its place", async () => {
    const page = await openLog(site, "since:7d");
    await page.locator(".facet").first().waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await press(page, "/");
    await tabTo(page, /^JOB_FAILED/);
    await press(page, "Enter");
    await page.waitForURL((url) => url.searchParams.get("q") === "since:7d event:JOB_FAILED");
    await page.locator(".facets[aria-busy=false]").waitFor();
    expect(await focused()).toMatch(/^JOB_FAILED/);
    await press(page, "Enter");
    await page.waitForURL((url) => url.searchParams.get("q") === "since:7d");
    await page.locator(".facets[aria-busy=false]").waitFor();
    await press(page, "Tab", "Enter");
    await page.waitForURL((url) => url.searchParams.get("q") === "since:7d -event:JOB_FAILED");
  }, 60_000);

  it("exports as CSV", async () => {
    const page = await openLog(site, "event:JOB_FAILED since:7d");
    await press(page, "e");
    await page.getByRole("dialog", { name: "Export" }).waitFor();
    await tabTo(page, /^NDJSON/);
    await press(page, "ArrowDown");
    await tabTo(page, /^Export$/);
    const saving = page.waitForEvent("download");
    await press(page, "Enter");
    const file = await saving;
    expect(file.suggestedFilename()).toMatch(/\.csv$/);
    const [head, ...lines] = await linesOf(file);
    expect(head).toContain("createdAt,");
    expect(lines).toHaveLength(EVENTS.filter(({ event }) => event === "JOB_FAILED").length);
  }, 60_000);

  it("goes from a type to its events, and from one of them to its user and back", async () => {
    const page = await openLog(site, "since:7d");
    await press(page, "y");
    await page.getByRole("heading", { name: "Event types" }).waitFor();
    await page.locator("tbody tr").first().waitFor();
    await tabTo(page, /^MAIL_BOUNCED$/);
    await press(page, "Enter");
    await page.waitForURL((url) => url.searchParams.get("q") === "event:MAIL_BOUNCED since:7d");
    await page.locator(".rows .line").first().waitFor();
    await press(page, "j");
    await tabTo(page, /^u_\d+$/);
    await press(page, "Enter");
    await page.getByRole("heading", { level: 1, name: /^User/ }).waitFor();
    await press(page, "Alt+ArrowLeft");
    await page.waitForURL((url) => url.searchParams.get("q") === "event:MAIL_BOUNCED since:7d");
  }, 60_000);

  it("copies the search as CLI, URL and curl, from the palette", async () => {
    const page = await openLog(site, "event:JOB_FAILED since:7d");
    const copied: Record<string, string> = {};
    for (const name of ["CLI", "URL", "curl"]) {
      await page.evaluate(() => navigator.clipboard.writeText(""));
      await press(page, "Control+k");
      await page.keyboard.type(`search as ${name}`);
      await press(page, "Enter");
      await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== "");
      copied[name] = await page.evaluate(() => navigator.clipboard.readText());
    }
    expect(copied.CLI).toMatch(/^service-events query 'event:JOB_FAILED since:7d' --table /);
    expect(copied.URL).toBe(`${site.origin}/?q=event%3AJOB_FAILED+since%3A7d`);
    const [, header = "", address = ""] = /-H "(.*)" '?([^']*)/.exec(copied.curl ?? "") ?? [];
    const [name = "", value = ""] = header.split(": ");
    const headers = { [name]: value.replace("$SERVICE_EVENTS_TOKEN", site.token) };
    const answer = (await (await fetch(address, { headers })).json()) as { events: unknown[] };
    expect(answer.events.length).toBeGreaterThan(0);
  }, 60_000);
});

it("has the shortcuts that the help and the documentation list", async () => {
  const page = await openLog(site, "since:7d");
  await press(page, "?");
  const shown = await page
    .locator(".pairs")
    .first()
    .locator("div")
    .evaluateAll((pairs) =>
      pairs.map((pair) => [...pair.children].map((part) => part.textContent ?? "")),
    );
  const [, section = ""] = /\n## Keys\n([\s\S]*?)\n## /.exec(readFileSync(DOCS, "utf8")) ?? [];
  const written = section
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(2)
    .map((line) => line.split("|").slice(1, 3))
    .map((cells) => cells.map((cell) => cell.replaceAll("`", "").trim()));
  expect(written).toEqual(shown);
}, 60_000);

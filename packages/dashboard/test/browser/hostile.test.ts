import { describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import type { EventSketch } from "../../../query/test/items.js";
import { useSite } from "./use-site.js";

const SCRIPT = `"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;
const BREAKOUT = `' onmouseover='window.hacked=1' x='`;

function deep(levels: number): unknown {
  return levels === 0 ? "the bottom" : { down: deep(levels - 1) };
}

const HOSTILE: readonly EventSketch[] = [
  {
    origin: SCRIPT,
    event: `${SCRIPT}_TYPE`,
    userId: `${BREAKOUT}/../..?x#y`,
    correlationId: SCRIPT,
    requestId: SCRIPT,
    level: BREAKOUT,
    environment: SCRIPT,
    description: SCRIPT,
    error: { name: SCRIPT, message: SCRIPT, code: BREAKOUT, fingerprint: SCRIPT, stack: SCRIPT },
    invalid: [SCRIPT],
    lost: [SCRIPT],
    payload: { [SCRIPT]: SCRIPT, [BREAKOUT]: { [SCRIPT]: BREAKOUT } },
  },
  {
    origin: "links",
    event: "LINKS",
    description: "javascript:window.hacked=1",
    payload: {
      script: "javascript:window.hacked=1",
      upper: "JaVaScRiPt:window.hacked=1",
      data: "data:text/html,<script>opener.hacked=1</script>",
      named: "https://paypal.com@evil.example/",
      blob: "blob:https://example.com/1",
      good: "https://example.com/a?b=1",
    },
  },
  {
    origin: "unseen",
    event: "ADMIN\u202Eresu",
    userId: "ann\u200Ba",
    description: "pay\u202E001\u202C\u0000\u001B[31m\u2066x\u2069\uFEFF\u00AD\u061C",
    payload: { "ke\u200Dy": "a\u0007b\u2028c", lines: "one\ntwo" },
  },
  {
    origin: "shapes",
    event: "SHAPES",
    description: "shapes",
    // As JSON, since the SDK cannot write what is called as things that objects inherit.
    compressed: true,
    payload: {
      ["__proto__"]: { polluted: true },
      constructor: { prototype: { polluted: true } },
      toString: "text",
      hasOwnProperty: 1,
      deep: deep(25),
      wide: Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`key${n}`, n])),
      long: "x".repeat(60_000),
    },
  },
  {
    origin: "remote",
    event: "REMOTE",
    description: '<link rel=stylesheet href="https://evil.example/a.css">',
    payload: {
      style: '@import "https://evil.example/b.css"; background: url(https://evil.example/c.png)',
      image: "<img src=https://evil.example/d.png>",
    },
  },
].map((event, n) => ({
  ...event,
  at: `${new Date(Date.now() - (n + 2) * 60_000).toISOString().slice(0, 23)}000Z`,
}));

const site = useSite(HOSTILE);

/** Opens an event in the log, with every column shown. */
async function openEvent(text: string): Promise<Page> {
  const columns =
    "time,level,origin,event,user,description,expiry,correlation,request,environment,error";
  const page = await site.open(`/?q=since%3A1h&columns=${columns}`);
  await page.locator(".rows .line", { hasText: text }).first().click();
  await page.getByRole("complementary", { name: "Event" }).waitFor();
  return page;
}

async function assertUntouched(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    hacked: (window as { hacked?: number }).hacked,
    polluted: ({} as { polluted?: boolean }).polluted,
    scripts: document.querySelectorAll("body script, body link, body iframe, img").length,
    handlers: document.querySelectorAll("[onerror], [onmouseover], [onload]").length,
    styles: document.querySelectorAll("style").length,
  }));
  expect(found).toEqual({
    hacked: undefined,
    polluted: undefined,
    scripts: 0,
    handlers: 0,
    styles: 0,
  });
}

describe("what an event holds", () => {
  it("is text in the table, the panel, facets and titles, whatever markup it contains", async () => {
    const page = await openEvent("_TYPE");
    const panel = page.getByRole("complementary", { name: "Event" });
    expect(await panel.textContent()).toContain(SCRIPT);
    expect(await panel.locator("pre.stack").textContent()).toBe(SCRIPT);
    expect(await panel.locator(".marks .badge").allTextContents()).toEqual(["invalid", "cut"]);
    await assertUntouched(page);
  }, 60_000);

  it("is text on the pages of its user, its correlation, its own, and in the list of types", async () => {
    const page = await openEvent("_TYPE");
    const panel = page.getByRole("complementary", { name: "Event" });
    await panel
      .getByRole("link", { name: /onmouseover/ })
      .first()
      .click();
    await page.getByRole("heading", { level: 1, name: /^User/ }).waitFor();
    await page.locator(".timeline .entry").first().waitFor();
    await assertUntouched(page);
    await page.locator(".timeline .type").first().click();
    await page.getByText("Surrounding events").waitFor();
    await assertUntouched(page);
    await page
      .getByRole("link", { name: /onerror/ })
      .nth(1)
      .click();
    await assertUntouched(page);
    await page.getByRole("link", { name: "Types" }).click();
    await page.getByText("not in a catalogue").first().waitFor();
    await assertUntouched(page);
  }, 60_000);

  it("is linked only where that is safe, without a referrer", async () => {
    const page = await openEvent("LINKS");
    const links = page.locator(".panel-body a[target=_blank]");
    expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")))).toEqual([
      "https://example.com/a?b=1",
    ]);
    const rel = await links.first().getAttribute("rel");
    expect(rel).toContain("noopener");
    expect(rel).toContain("noreferrer");
  }, 60_000);

  it("shows characters that hide, reorder or have no width", async () => {
    const page = await openEvent("ADMIN");
    const text = (await page.getByRole("complementary").textContent()) ?? "";
    for (const written of [
      "\\u202E",
      "\\u200B",
      "\\u0000",
      "\\e",
      "\\u2066",
      "\\uFEFF",
      "\\u00AD",
    ]) {
      expect(text).toContain(written);
    }
    expect(text).toContain("ke\\u200Dy");
    expect(text).toContain("a\\u0007b\\u2028c");
    const whole = await page.evaluate(() => document.documentElement.outerHTML);
    for (const unseen of ["\u202E", "\u200B", "\u2066", "\uFEFF", "\u0007"]) {
      expect(whole.includes(unseen)).toBe(false);
    }
  }, 60_000);

  it("may be huge and deep, or named like inherited properties", async () => {
    const page = await openEvent("SHAPES");
    const panel = page.getByRole("complementary", { name: "Event" });
    for (const key of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
      await panel.locator(".key", { hasText: key }).first().waitFor();
    }
    expect(await page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(1_500);
    await panel.locator("summary", { hasText: "wide" }).click();
    await panel.getByRole("button", { name: "2,900 more" }).waitFor();
    await panel.getByRole("button", { name: /59,000 more characters/ }).click();
    await assertUntouched(page);
  }, 60_000);

  it("loads nothing from elsewhere", async () => {
    const asked: string[] = [];
    const page = await site.open("/?q=since%3A1h", {
      prepare: async (tab) => {
        tab.on("request", (request) => asked.push(request.url()));
      },
    });
    await page.locator(".rows .line", { hasText: "REMOTE" }).click();
    await page.getByRole("complementary", { name: "Event" }).waitFor();
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter((url) => !url.startsWith(site.origin))).toEqual([]);
  }, 60_000);
});

describe("what an address holds", () => {
  it("is text, too", async () => {
    const encoded = encodeURIComponent(SCRIPT);
    for (const path of [`/?q=${encoded}`, `/user?id=${encoded}`, `/event?id=${encoded}`]) {
      const page = await site.open(`${path}&columns=${encoded},payload.${encoded}&open=${encoded}`);
      await page.locator(".state, .search-error, .rows").first().waitFor();
      await assertUntouched(page);
    }
  }, 60_000);
});

describe("the page", () => {
  it("cannot be framed, and enforces Trusted Types", async () => {
    const page = await site.open("/");
    await page.getByRole("grid").waitFor();
    const blocked = await page.evaluate(() => {
      try {
        document.createElement("div").innerHTML = "<b>x</b>";
        return false;
      } catch {
        return true;
      }
    });
    expect(blocked).toBe(true);
    const outer = await site.browser.newPage();
    await outer.setContent(`<iframe src="${site.origin}/"></iframe>`);
    const frame = outer.frames()[1];
    await frame?.waitForURL(/^chrome-error:/);
    expect(await frame?.locator("#app").count()).toBe(0);
    await outer.close();
    // The browser says why the markup above was refused.
    expect(() => site.assertQuiet()).toThrow(/TrustedHTML/);
  }, 60_000);
});

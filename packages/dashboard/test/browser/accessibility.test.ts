import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import type Axe from "axe-core";
import type { Page } from "playwright-core";
import { PAGE_STATES } from "./page-states.js";
import { sampleEvents } from "./sample-events.js";
import { type Site, startSite } from "./site.js";

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
const THEMES = {
  light: { colorScheme: "light", forcedColors: "none" },
  dark: { colorScheme: "dark", forcedColors: "none" },
  "forced colors": { colorScheme: "light", forcedColors: "active" },
} as const;

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What is wrong with the page as it is drawn now. */
async function findProblems(page: Page, width: number): Promise<string[]> {
  const { violations, wide } = await page.evaluate(async (rules) => {
    const { axe } = window as unknown as { axe: typeof Axe };
    const results = await axe.run({ runOnly: rules, resultTypes: ["violations"] });
    return { violations: results.violations, wide: document.documentElement.scrollWidth };
  }, RULES);
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  return wide === width ? found : [...found, `the page is ${wide} wide`];
}

it.each(Object.entries(PAGE_STATES))(
  "%s is without a violation of WCAG 2.2 A and AA, and of reflow, in every theme at every width",
  async (_, { address, reach, ...options }) => {
    const page = await site.open(address, { ...options, reducedMotion: "reduce" });
    await reach(page);
    await page.evaluate(AXE);
    const problems: Record<string, string[]> = {};
    for (const size of SIZES) {
      await page.setViewportSize(size);
      for (const [theme, media] of Object.entries(THEMES)) {
        await page.emulateMedia(media);
        const found = await findProblems(page, size.width);
        if (found.length > 0) problems[`${theme} at ${size.width}`] = found;
      }
    }
    expect(problems).toEqual({});
  },
  120_000,
);

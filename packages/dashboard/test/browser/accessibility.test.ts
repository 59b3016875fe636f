import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, it } from "@jest/globals";
import type Axe from "axe-core";
import type { Page } from "playwright-core";
import { PAGE_STATES } from "./page-states.js";
import { sampleEvents } from "./sample-events.js";
import { useSite } from "./use-site.js";

const site = useSite(sampleEvents(600, Date.now()));

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

/** Everything that is pressed and stands alone: a link in a line of text may be as low as the line. */
const TARGETS = "button, input, summary, select, nav a, .icon-button";
const SMALLEST = 24;

/** Targets of less than 24 px either way; a box to tick is as large as its label. */
function findSmallTargets(page: Page): Promise<string[]> {
  return page.evaluate(
    ([selector, least]) =>
      [...document.querySelectorAll(selector)].flatMap((element) => {
        const target = element.closest("label") ?? element;
        const { width, height } = target.getBoundingClientRect();
        const isShown = element.checkVisibility() && width > 1;
        const isSmall = width < least || height < least;
        return isShown && isSmall ? [`${width} x ${height}: ${element.outerHTML}`] : [];
      }),
    [TARGETS, SMALLEST] as const,
  );
}

/** What is wrong with the page as it is drawn now. */
async function findProblems(page: Page, width: number): Promise<string[]> {
  const { violations, wide } = await page.evaluate(async (rules) => {
    const { axe } = window as unknown as { axe: typeof Axe };
    const results = await axe.run({ runOnly: rules, resultTypes: ["violations"] });
    return { violations: results.violations, wide: document.documentElement.scrollWidth };
  }, RULES);
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  found.push(...(await findSmallTargets(page)));
  return wide === width ? found : [...found, `the page is ${wide} wide`];
}

it.each(Object.entries(PAGE_STATES))(
  "%s meets WCAG 2.2 A and AA, reflow and target size, in every theme at every width",
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

it("has no animations when reduced motion is preferred", async () => {
  const isMoved = async (reducedMotion: "reduce" | "no-preference") => {
    const page = await site.open("/?tail=on", { reducedMotion });
    const looked = page.waitForResponse((response) => response.url().includes("order=oldest"));
    await page.getByRole("button", { name: "Pause" }).waitFor();
    const seen = page.evaluate(async () => {
      let most = 0;
      for (let n = 0; n < 200; n += 1) {
        most = Math.max(most, document.getAnimations().length);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return most > 0;
    });
    await looked;
    return seen;
  };
  expect(await isMoved("no-preference")).toBe(true);
  expect(await isMoved("reduce")).toBe(false);
}, 60_000);

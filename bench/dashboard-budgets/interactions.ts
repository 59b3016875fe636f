/// <reference lib="dom" />
import type { Page, Site } from "../../packages/dashboard/test/browser/site.js";
import type { Figures } from "./budgets.js";
import { openTail, startArrivals } from "./tail.js";

const ROWS = 500;
const ROUNDS = 5;
/** Between two interactions, in ms: more than the page needs to draw one. */
const PAUSE = 150;
/** Per this many interactions the slowest is ignored, as in web-vitals. */
const OUTLIER_IN = 50;

interface Watched extends Window {
  /** The longest event of each interaction, in ms. */
  interactions?: Map<number, number>;
}

/** How long the page takes to draw what a click or a key has done, with 500 rows and ten events a second arriving. */
export async function measureInteractions(site: Site): Promise<Figures> {
  const stop = startArrivals(site);
  const page = await openTail(site, (tab) => tab.addInitScript(watchInteractions));
  const grid = page.getByRole("grid");
  while (Number(await grid.getAttribute("aria-rowcount")) <= ROWS) await page.waitForTimeout(500);
  await page.evaluate(() => (window as Watched).interactions?.clear());
  let count = 0;
  const act = async (action: () => Promise<unknown>) => {
    await action();
    count += 1;
    await page.waitForTimeout(PAUSE);
  };
  for (let round = 0; round < ROUNDS; round += 1) await useThePage(page, act);
  const durations = await page.evaluate(() => [
    ...((window as Watched).interactions?.values() ?? []),
  ]);
  await page.context().close();
  await stop();
  const slowest = durations.sort((a, b) => b - a);
  // Interactions shorter than the observer's resolution, 16 ms, are not reported.
  return { interaction: slowest[Math.floor(count / OUTLIER_IN)] ?? 16 };
}

function watchInteractions(): void {
  const interactions = new Map<number, number>();
  (window as Watched).interactions = interactions;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceEventTiming[]) {
      const { interactionId, duration } = entry;
      if (!interactionId) continue;
      interactions.set(interactionId, Math.max(interactions.get(interactionId) ?? 0, duration));
    }
  });
  observer.observe({
    type: "event",
    durationThreshold: 16,
    buffered: true,
  } as PerformanceObserverInit);
}

type Act = (action: () => Promise<unknown>) => Promise<void>;

/** One of everything that a reader does while the log is live. */
async function useThePage(page: Page, act: Act): Promise<void> {
  const press = (key: string) => act(() => page.keyboard.press(key));
  const click = (name: string | RegExp) =>
    act(() => page.getByRole("button", { name }).first().click());
  const row = (at: number) => act(() => page.locator(".rows .line").nth(at).click());

  await row(3);
  await press("]");
  await press("[");
  await row(8);
  await press("Escape");
  await page.getByRole("grid").focus();
  for (const key of ["ArrowDown", "j", "PageDown", "End", "Home", "Enter", "Escape"])
    await press(key);
  await click(/^Pause|resume/);
  await click(/^Pause|resume/);
  for (const key of ["z", "z", "?", "Escape", "Control+k"]) await press(key);
  for (const key of "errors") await press(key);
  await press("Escape");
  await press("/");
  for (const key of "user:u_3") await press(key);
  await press("Escape");
  await press("Escape");
  await click("Columns");
  await act(() => page.getByRole("checkbox", { name: "Error" }).click());
  await act(() => page.getByRole("checkbox", { name: "Error" }).click());
  await press("Escape");
  await page.getByRole("slider").focus();
  for (const key of ["Home", "ArrowRight", "Shift+ArrowRight", "Escape"]) await press(key);
  await click(/^Theme/);
  await press("Escape");
}

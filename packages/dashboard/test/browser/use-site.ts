import { afterAll, afterEach, beforeAll } from "@jest/globals";
import { type Site, startSite } from "./site.js";

/** The site of all tests of a file: there when the first one runs. After each of them its tabs are closed. */
export function useSite(...args: Parameters<typeof startSite>): Site {
  const site = {} as Site;
  beforeAll(async () => {
    Object.assign(site, await startSite(...args));
  }, 180_000);
  afterAll(() => site.stop?.(), 60_000);
  afterEach(async () => {
    for (const context of site.browser.contexts()) await context.close();
    site.assertQuiet();
  });
  return site;
}

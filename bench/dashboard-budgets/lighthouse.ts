import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CHROMIUM_FLAGS, findChromium } from "../../packages/dashboard/test/browser/chromium.js";
import type { Site } from "../../packages/dashboard/test/browser/site.js";
import type { Figures } from "./budgets.js";

const run = promisify(execFile);

/** Fetched on demand, since everyone who runs the tests would otherwise install its 135 MB. */
const PACKAGE = "lighthouse@12.8.2";

/** What is read of a report. */
interface Report {
  categories: Record<"performance" | "accessibility", { score: number }>;
  audits: Record<"largest-contentful-paint" | "cumulative-layout-shift", { numericValue: number }>;
}

/** Lighthouse's results for the log, on desktop and mobile. */
export async function measureByLighthouse(site: Site): Promise<Figures> {
  const desktop = await audit(site, "desktop");
  const mobile = await audit(site, "mobile");
  const scores = [desktop, mobile].map(({ categories }) => categories.accessibility.score);
  const shifts = [desktop, mobile].map(
    ({ audits }) => audits["cumulative-layout-shift"].numericValue,
  );
  return {
    desktop: desktop.categories.performance.score * 100,
    mobile: mobile.categories.performance.score * 100,
    accessibility: Math.min(...scores) * 100,
    paint: desktop.audits["largest-contentful-paint"].numericValue,
    shift: Math.max(...shifts),
  };
}

async function audit(site: Site, form: "desktop" | "mobile"): Promise<Report> {
  const { stdout } = await run(
    "npm",
    [
      ...["exec", "--yes", `--package=${PACKAGE}`, "--", "lighthouse"],
      `${site.origin}/?q=since%3A7d#token=${site.token}`,
      ...["--quiet", "--output=json", "--only-categories=performance,accessibility"],
      `--chrome-flags=--headless=new ${CHROMIUM_FLAGS.join(" ")}`,
      ...(form === "desktop" ? ["--preset=desktop"] : []),
    ],
    {
      env: { ...process.env, CHROME_PATH: await findChromium(), LIGHTHOUSE_CHROMIUM_PATH: "" },
      maxBuffer: 64_000_000,
    },
  );
  return JSON.parse(stdout) as Report;
}

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, realpathSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

const DEBIAN = "/usr/bin/chromium";
/** No display, GPU, sandbox or network needed, and the same rendering everywhere. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--force-color-profile=srgb",
  "--font-render-hinting=none",
  "--disable-lcd-text",
];

/** The path of a Chromium that runs here. */
export async function findChromium(): Promise<string> {
  return existsSync(DEBIAN) ? DEBIAN : unpackChromium();
}

/**
 * Unpacks the Chromium of the npm package, once for all runs: into a folder of its own, which is then renamed, so that
 * runs at the same time never start a program that is only half there.
 */
async function unpackChromium(): Promise<string> {
  // The path names the version.
  const source = realpathSync(createRequire(import.meta.url).resolve("@sparticuz/chromium"));
  const version = createHash("sha256").update(source).digest("hex").slice(0, 12);
  const folder = join(tmpdir(), `service-events-chromium-${version}`);
  const program = join(folder, "chromium");
  if (existsSync(program)) return program;
  const own = mkdtempSync(`${folder}-`);
  const module = JSON.stringify(pathToFileURL(source).href);
  const script = `const { default: chromium } = await import(${module}); await (chromium.default ?? chromium).executablePath();`;
  await run(process.execPath, ["--input-type=module", "--eval", script], {
    env: { ...process.env, TMPDIR: own },
  });
  try {
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    if (!existsSync(program)) throw error;
  }
  return program;
}

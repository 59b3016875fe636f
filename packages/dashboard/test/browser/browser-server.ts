// One browser and one build of the page for all test files of a run: `node --import tsx browser-server.ts FOLDER OWNER`.
// It tells its address in FOLDER/ready.json, and ends when the process OWNER has ended.
import { execFile } from "node:child_process";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { CHROMIUM_FLAGS, findChromium } from "./chromium.js";

/** What FOLDER/ready.json holds. */
export type BrowserServerState = { wsEndpoint: string; pageFolder: string } | { error: string };

const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));
const VITE = join(
  dirname(createRequire(import.meta.url).resolve("vite/package.json")),
  "bin/vite.js",
);

async function start(folder: string): Promise<BrowserServerState> {
  try {
    const pageFolder = join(folder, "page");
    const [server] = await Promise.all([
      chromium.launchServer({ executablePath: await findChromium(), args: CHROMIUM_FLAGS }),
      buildPage(pageFolder),
    ]);
    return { wsEndpoint: server.wsEndpoint(), pageFolder };
  } catch (error) {
    return { error: error instanceof Error ? `${error.stack}` : String(error) };
  }
}

async function buildPage(folder: string): Promise<void> {
  const options = ["build", "--outDir", folder, "--logLevel", "error"];
  await promisify(execFile)(process.execPath, [VITE, ...options], {
    cwd: PACKAGE,
    env: { ...process.env, NODE_ENV: "production" },
  });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const [, , folder = "", owner = ""] = process.argv;
const draft = join(folder, "starting.json");
writeFileSync(draft, JSON.stringify(await start(folder)));
// Whoever waits for the file must never read half of it.
renameSync(draft, join(folder, "ready.json"));
setInterval(() => {
  if (isRunning(Number(owner))) return;
  rmSync(folder, { recursive: true, force: true });
  // Playwright ends the browser with this process.
  process.exit();
}, 500);

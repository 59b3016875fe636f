import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import type { BrowserServerState } from "./browser-server.js";

/** A connection to the browser that all test files of a run share. Closing it closes its own tabs only. */
export interface SharedBrowser {
  browser: Browser;
  /** The built page. */
  pageFolder: string;
}

const SERVER = fileURLToPath(new URL("./browser-server.ts", import.meta.url));
/** Jest's workers are child processes of the run. */
const RUN = process.send ? process.ppid : process.pid;
const FOLDER = join(tmpdir(), `service-events-browser-${RUN}`);
const START_TIMEOUT_MS = 120_000;

/** Connects to the run's browser. The first test file that asks for it starts it; it ends with the run. */
export async function connectBrowser(): Promise<SharedBrowser> {
  startServer();
  const state = await readState();
  if ("error" in state) throw new Error(`the browser did not start: ${state.error}`);
  const browser = await chromium.connect(state.wsEndpoint);
  return { browser, pageFolder: state.pageFolder };
}

function startServer(): void {
  try {
    mkdirSync(FOLDER);
  } catch {
    return;
  }
  const server = spawn(process.execPath, ["--import", "tsx", SERVER, FOLDER, String(RUN)], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    detached: true,
    stdio: "ignore",
  });
  server.unref();
}

async function readState(): Promise<BrowserServerState> {
  const file = join(FOLDER, "ready.json");
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!existsSync(file)) {
    if (performance.now() > deadline) {
      // What was left behind by a run that was killed must not stop the next one.
      rmSync(FOLDER, { recursive: true, force: true });
      throw new Error("the browser did not start in time");
    }
    await delay(50);
  }
  return JSON.parse(readFileSync(file, "utf8")) as BrowserServerState;
}

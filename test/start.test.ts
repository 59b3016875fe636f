import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { SYNTHESIS_MS } from "./sample-app.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TSX = pathToFileURL(join(ROOT, "node_modules/tsx/dist/loader.mjs")).href;
const RUN_MS = 120_000;
const PERSIST = ["--persist", "kept"];
/** This suite is about the embedded DynamoDB, whichever one other suites are run with. */
const { DYNAMODB_ENDPOINT: _, ...ENVIRONMENT } = process.env;

/** The working directory of the started processes, so that they do not use this repo's state. */
let folder: string;
let synthesized: string;
const children: ChildProcess[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "service-events-start-"));
  synthesized = join(folder, ".service-events/cdk.out");
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  output: () => string;
  /** Resolves when it prints something. */
  printed: () => Promise<void>;
  ended: Promise<{ code: number | null; output: string }>;
}

function start(...args: string[]): Started {
  const child = spawn(
    process.execPath,
    ["--import", TSX, join(ROOT, "scripts/start.ts"), ...args],
    {
      cwd: folder,
      env: ENVIRONMENT,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  children.push(child);
  let output = "";
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      for (const resolve of waiting) resolve();
      waiting.clear();
    });
  }
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, output }));
  const printed = () => new Promise<void>((resolve) => waiting.add(resolve));
  return { child, output: () => output, printed, ended };
}

/** Resolves with what matches in its output, once it is there; rejects when it ends without. */
async function until(started: Started, pattern: RegExp): Promise<RegExpExecArray> {
  const ended = started.ended.then(() => {
    throw new Error(`it has ended without ${pattern}:\n${started.output()}`);
  });
  ended.catch(() => {});
  for (;;) {
    const found = pattern.exec(started.output());
    if (found) return found;
    await Promise.race([started.printed(), ended]);
  }
}

function copyOfApp(name: string): string {
  const copy = join(folder, name);
  cpSync(synthesized, copy, { recursive: true });
  return copy;
}

/** Replaces the bundle of the function whose bundle holds a text. */
function replaceBundle(cdkOut: string, holding: string, text: string): void {
  const bundles = readdirSync(cdkOut)
    .map((name) => join(cdkOut, name, "index.mjs"))
    .filter((file) => existsSync(file) && readFileSync(file, "utf8").includes(holding));
  expect(bundles).toHaveLength(1);
  writeFileSync(String(bundles[0]), text);
}

describe("npm start -- --once", () => {
  it(
    "synthesizes, drives one round through every function and finds every event",
    async () => {
      const { code, output } = await start("--once", ...PERSIST).ended;
      expect(output).toContain("Synthesizing the CDK app");
      expect(output).toContain("not run here: AWS::Cognito::UserPool (1");
      expect(output).toMatch(/^ORIGIN +EVENT +EXPECTED +STORED$/m);
      expect(output).toMatch(/^jobs +JOB_FAILED +3 +3$/m);
      expect(output).toMatch(/^sign-up +USER_REGISTERED +2 +2$/m);
      expect(output).toMatch(/^subscriptions +SUBSCRIPTION_UPDATED +3 +3$/m);
      expect(output).toMatch(/^nightly-report +JOB_COMPLETED +1 +1$/m);
      expect(output).toContain("22 events, all that were expected.");
      expect(code).toBe(0);
      expect(existsSync(join(folder, ".service-events/local.json"))).toBe(false);
    },
    SYNTHESIS_MS,
  );

  it(
    "fails when a bundle is broken or a handler throws, and reports which, why and what is missing",
    async () => {
      const cdkOut = copyOfApp("broken");
      replaceBundle(cdkOut, "past_due", "export const handler = (;");
      replaceBundle(
        cdkOut,
        "billingDays",
        "export const handler = () => { throw new Error('no'); };",
      );
      const { code, output } = await start("--once", "--cdk-out", cdkOut).ended;
      expect(output).toMatch(
        /Subscriptions\/Function failed on POST \/webhooks\/subscriptions: Runtime.UserCodeSyntaxError: /,
      );
      expect(output).toContain("nightlyReport failed: Error: no");
      expect(output).toMatch(/^subscriptions +SUBSCRIPTION_UPDATED +3 +0 {2}<-$/m);
      expect(output).toMatch(/^nightly-report +JOB_COMPLETED +1 +0 {2}<-$/m);
      expect(output).toMatch(/^jobs +JOB_COMPLETED +3 +3$/m);
      expect(output).toContain("3 of 8 counts are not as expected.");
      expect(code).toBe(1);
    },
    RUN_MS,
  );

  it(
    "counts what this run has stored, whatever its folder held before",
    async () => {
      const { code, output } = await start("--once", "--cdk-out", synthesized, ...PERSIST).ended;
      expect(output).toContain("22 events, all that were expected.");
      expect(code).toBe(0);
    },
    RUN_MS,
  );
});

describe("npm start", () => {
  it(
    "shows events as they arrive, prints its address, and stops everything on Ctrl-C",
    async () => {
      const cdkOut = copyOfApp("telling");
      replaceBundle(cdkOut, "billingDays", TELLS_ITS_PROCESS);
      const started = start("--port", "0", "--verbose", "--cdk-out", cdkOut);
      const pid = await processOfFunction(started, "NightlyReport");
      await until(started, /^\d\d:\d\d:\d\d\.\d{3} {2}jobs +JOB_FAILED +\S+ +Job failed/m);
      expect(started.output()).toMatch(
        /Running at http:\/\/127\.0\.0\.1:\d+, events in service-events-dev-/,
      );
      expect(started.output()).toMatch(
        /curl -d .* http:\/\/127\.0\.0\.1:\d+\/webhooks\/subscriptions/,
      );
      const file = join(folder, ".service-events/local.json");
      const local = JSON.parse(readFileSync(file, "utf8"));
      expect(local).toMatchObject({ pid: started.child.pid, region: "us-east-1" });
      expect(isAlive(pid)).toBe(true);
      expect(started.output()).toContain(`The dashboard: ${local.dashboardUrl}`);
      const { origin, hash } = new URL(local.dashboardUrl);
      const headers = { authorization: `Bearer ${hash.replace("#token=", "")}` };
      const found = await fetch(`${origin}/api/events?q=event:JOB_FAILED&limit=1`, { headers });
      expect(await found.json()).toMatchObject({ events: [{ event: "JOB_FAILED" }] });

      started.child.kill("SIGINT");
      expect((await started.ended).code).toBe(130);
      expect(existsSync(file)).toBe(false);
      expect(isAlive(pid)).toBe(false);
      await expect(fetch(local.dashboardUrl)).rejects.toThrow();
      await expect(fetch(local.url)).rejects.toThrow();
      await expect(fetch(local.endpoint)).rejects.toThrow();
    },
    RUN_MS,
  );

  it(
    "stops when the shell that npm runs it in is gone",
    async () => {
      const script = `"${process.execPath}" --import "${TSX}" "${join(ROOT, "scripts/start.ts")}" --port 0 --cdk-out "${synthesized}"; true`;
      const shell = spawn("sh", ["-c", script], {
        cwd: folder,
        stdio: "ignore",
        env: { ...ENVIRONMENT, npm_lifecycle_event: "start" },
      });
      children.push(shell);
      const file = join(folder, ".service-events/local.json");
      const pid = await pidIn(file);
      expect(pid).not.toBe(shell.pid);
      shell.kill("SIGTERM");
      while (isAlive(pid)) await delay(50);
      expect(existsSync(file)).toBe(false);
    },
    RUN_MS,
  );

  it(
    "leaves no function running when it is killed",
    async () => {
      const cdkOut = copyOfApp("orphans");
      replaceBundle(cdkOut, "emailDomain", TELLS_ITS_PROCESS);
      const started = start("--port", "0", "--verbose", "--cdk-out", cdkOut);
      const pid = await processOfFunction(started, "SignUp");
      expect(isAlive(pid)).toBe(true);
      started.child.kill("SIGKILL");
      await started.ended;
      while (isAlive(pid)) await delay(50);
    },
    RUN_MS,
  );

  it(
    "ends with 143 on SIGTERM, also while it synthesizes",
    async () => {
      const started = start();
      await until(started, /Synthesizing/);
      started.child.kill("SIGTERM");
      expect((await started.ended).code).toBe(143);
    },
    RUN_MS,
  );

  it.each([
    [["--nope"], 2, /Unknown option '--nope'[\s\S]*Usage: npm start/],
    [["--help"], 0, /^Usage: npm start/],
    [["--cdk-out", "nowhere"], 2, /no synthesized CDK app in .*nowhere/],
  ])(
    "%j ends with exit code %d",
    async (args, code, output) => {
      const ended = await start(...args).ended;
      expect(ended.output).toMatch(output);
      expect(ended.code).toBe(code);
    },
    RUN_MS,
  );

  it(
    "ends with 2 for an app without an event log",
    async () => {
      const cdkOut = copyOfApp("without-log");
      const template = join(cdkOut, "service-events-dev.template.json");
      writeFileSync(
        template,
        readFileSync(template, "utf8").replace(
          '"AttributeName": "ttl"',
          '"AttributeName": "other"',
        ),
      );
      const { code, output } = await start("--cdk-out", cdkOut).ended;
      expect(output).toContain("no event log in");
      expect(code).toBe(2);
    },
    RUN_MS,
  );

  it(
    "ends with 1 when its port is in use",
    async () => {
      const other = createServer().listen(0, "127.0.0.1");
      await once(other, "listening");
      const { port } = other.address() as AddressInfo;
      const { code, output } = await start("--port", String(port), "--cdk-out", synthesized).ended;
      other.close();
      expect(output).toContain(`port ${port} is in use`);
      expect(code).toBe(1);
    },
    RUN_MS,
  );
});

const TELLS_ITS_PROCESS =
  "export const handler = () => console.log('pid', process.pid, process.execArgv);";

async function processOfFunction(started: Started, name: string): Promise<number> {
  const [, pid] = await until(started, new RegExp(`\\[${name}/Function\\] pid (\\d+) \\[\\]`));
  return Number(pid);
}

/** The process that has written a file, once the file is whole. */
async function pidIn(file: string): Promise<number> {
  for (;;) {
    try {
      return JSON.parse(readFileSync(file, "utf8")).pid;
    } catch {
      await delay(50);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { type FakeAws, type Script, startFakeAws } from "./fake-aws.js";
import { startReceiver } from "./receiver.js";
import { type RunOptions, runCli } from "./run-cli.js";
import { record, store } from "./sample-events.js";
import {
  ended,
  killChildren,
  printed,
  runBinary,
  runShell,
  spawnCli,
  spawnInTerminal,
} from "./spawn-cli.js";

// What only the program itself can show: signals, pipes, a terminal, memory. Each test starts processes.
jest.setTimeout(120_000);

/** Within the last hour, from the oldest to the newest. */
const events = Array.from({ length: 1_300 }, (_, n) =>
  record(3_000_000 - n * 1_000, { userId: `u_${n}`, payload: { filler: "x".repeat(500) } }),
);
const sks = events.map(({ sk }) => sk);

let table: EventTable;
let proxy: FakeAws;
let script: Script = () => undefined;
let folder: string;
let options: RunOptions;

beforeAll(async () => {
  table = await createEventTable();
  proxy = await startFakeAws((action, body) => script(action, body), table.endpoint);
  await store(table, events);
});

afterAll(async () => {
  await proxy.stop();
  await table.stop();
});

beforeEach(() => {
  script = () => undefined;
  folder = mkdtempSync(join(tmpdir(), "cli-"));
  options = {
    cwd: folder,
    env: { AWS_ENDPOINT_URL_DYNAMODB: proxy.url, EVENT_LOG_TABLE: table.tableName },
  };
});

afterEach(() => {
  killChildren();
  rmSync(folder, { recursive: true });
});

describe("signals", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ends with its own exit code on %s", async (signal, code) => {
    const child = spawnCli(["tail", "-f", "-n", "1"], options);
    const run = ended(child);
    await printed(child, String(sks.at(-1)));

    child.kill(signal);

    expect(await run).toMatchObject({ code, stderr: "" });
  });

  it("ends on Ctrl-C at a terminal, which is left as it was", async () => {
    const child = spawnInTerminal("tail -f --color never", options);
    const run = ended(child);
    await printed(child, "following");

    child.stdin.write("\u0003");

    const { code, stdout } = await run;
    expect(code).toBe(130);
    expect(stdout).toContain("TIME UTC");
    expect(stdout.lastIndexOf("\u001b[?25l")).toBeLessThanOrEqual(
      stdout.lastIndexOf("\u001b[?25h"),
    );
  });
});

it("is silent when its reader has seen enough", async () => {
  const line = "set -o pipefail; service-events export | head -n 1";

  const { code, stdout, stderr } = await runShell(line, options);

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.trimEnd().split("\n")).toHaveLength(1);
});

it("resumes a send that was killed: every event arrives, and at most one batch twice", async () => {
  const receiver = await startReceiver(() => undefined);
  const rate = 200;
  const args = ["send", "--to", "datadog", "--url", receiver.url, "origin:orders"];
  const withKey = { ...options, env: { ...options.env, DD_API_KEY: "key" } };
  const fast = [...args, "--rate", "100000"];
  try {
    const child = spawnCli([...args, "--rate", String(rate)], withKey);
    const run = ended(child);
    await receiver.hasReceived(500);
    child.kill("SIGKILL");
    await run;
    expect(receiver.received.length).toBeLessThan(events.length);

    const again = await runCli(fast, withKey);
    const { code, stdout, stderr } = await runCli([...fast, "--resume"], withKey);

    expect({ code: again.code, stderr: again.stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining("--resume, or start over with --force"),
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(/\b\d+ events\n$/);
    expect(JSON.parse(stdout)).toMatchObject({ sent: events.length, undelivered: 0 });
    expect([...new Set(receiver.received)].sort()).toEqual(sks);
    expect(receiver.received.length - events.length).toBeLessThanOrEqual(rate);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    await receiver.stop();
  }
});

describe("in little memory", () => {
  const inLittleMemory = () => ({
    ...options,
    env: { ...options.env, NODE_OPTIONS: "--max-old-space-size=100" },
  });

  it("exports a large log", async () => {
    const pages = 60;
    // A log of 60 MB, made up page by page.
    script = (action, body) => {
      if (action !== "Query" || body.includes('"ORIGINS"')) return undefined;
      const { ExclusiveStartKey: start } = JSON.parse(body);
      const page = start ? Number(start.sk.S.slice(20, 26)) + 1 : 0;
      return { body: syntheticPage(page, page + 1 === pages) };
    };
    const args = ["export", "origin:orders", "-o", "big.ndjson"];

    const { code, stderr } = await runBinary(args, inLittleMemory());

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = readFileSync(join(folder, "big.ndjson"), "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(pages * 100);
    expect(JSON.parse(String(lines.at(-1)))).toMatchObject({ event: "BIG" });
  });

  it("verifies a large file that has to be sorted first", async () => {
    script = () => ({ body: { Items: [], Count: 0, ScannedCount: 0 } });
    const file = createWriteStream(join(folder, "big.ndjson"));
    const count = 6_000;
    const payload = { filler: "x".repeat(10_000) };
    for (let n = 0; n < count; n++) {
      file.write(`${JSON.stringify(record(n * 1_000, { payload }))}\n`);
    }
    file.end();
    await finished(file);
    const args = ["verify", "origin:orders", "--against", "big.ndjson"];

    const { code, stdout, stderr } = await runBinary(args, inLittleMemory());

    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ equal: 0, onlyInFile: count });
    expect(result.examples).toHaveLength(20);
  });
});

/** 100 items of 10 KB; the sixth digit after the second numbers the page. */
function syntheticPage(page: number, isLast: boolean): object {
  const filler = "x".repeat(10_000);
  const second = new Date().toISOString().slice(0, 20);
  const keys = Array.from({ length: 100 }, (_, n) => ({
    pk: { S: "ORIGIN#orders" },
    sk: { S: `${second}${String(page).padStart(6, "0")}Z#BIG#${String(n).padStart(3, "0")}` },
  }));
  return {
    Items: keys.map((key) => ({ ...key, description: { S: filler } })),
    Count: 100,
    ScannedCount: 100,
    ConsumedCapacity: { CapacityUnits: 125 },
    ...(!isLast && { LastEvaluatedKey: keys.at(-1) }),
  };
}

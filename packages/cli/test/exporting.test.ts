import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { type FakeAws, refusal, type Script, startFakeAws } from "./fake-aws.js";
import { record, store } from "./sample-events.js";
import { killChildren, type RunOptions, runCli, runInTerminal } from "./spawn-cli.js";

// Each run starts a process.
jest.setTimeout(60_000);

let table: EventTable;
let proxy: FakeAws;
let script: Script = () => undefined;
let folder: string;
let options: RunOptions;

/** From the oldest to the newest; more than one page of an export, and more than one of DynamoDB. */
const events = Array.from({ length: 1_300 }, (_, n) =>
  record(3_000_000 - n * 1_000, { payload: { n, filler: randomBytes(1_000).toString("base64") } }),
);

beforeAll(async () => {
  table = await createEventTable();
  proxy = await startFakeAws((action, body) => script(action, body), table.endpoint);
  await store(table, events, { JOB_STARTED: { level: "info" } });
});

afterAll(async () => {
  await proxy.stop();
  await table.stop();
});

beforeEach(() => {
  script = () => undefined;
  folder = mkdtempSync(join(tmpdir(), "export-"));
  options = {
    cwd: folder,
    env: { AWS_ENDPOINT_URL_DYNAMODB: proxy.url, EVENT_LOG_TABLE: table.tableName },
  };
});

afterEach(() => {
  killChildren();
  rmSync(folder, { recursive: true });
});

const sksOf = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).sk);

it("writes all events to a file, the oldest first, and says nothing in a script", async () => {
  const { code, stdout, stderr } = await runCli(["export", "-o", "day.ndjson.gz"], options);

  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(readdirSync(folder)).toEqual(["day.ndjson.gz"]);
  expect(sksOf(gunzipSync(readFileSync(join(folder, "day.ndjson.gz"))).toString())).toEqual(
    events.map(({ sk }) => sk),
  );
});

it("goes on after a failure, and ends with the same file", async () => {
  let queries = 0;
  script = (action) =>
    action === "Query" && ++queries > 3
      ? refusal("ProvisionedThroughputExceededException", "slow down")
      : undefined;
  const args = ["export", "--output", "day.csv", "--fields", "time,payload.n", "--since", "2h"];

  const failed = await runCli(args, options);
  expect(failed.code).toBe(5);
  expect(failed.stderr).toContain("--resume");
  expect(existsSync(join(folder, "day.csv"))).toBe(false);
  const state = JSON.parse(readFileSync(join(folder, "day.csv.part.json"), "utf8"));
  expect(state.events).toBeGreaterThan(0);
  expect(state.events).toBeLessThan(events.length);

  script = () => undefined;
  const again = await runCli(args, options);
  expect(again.code).toBe(2);
  const resumed = await runCli([...args, "--resume"], options);

  expect(resumed.code).toBe(0);
  expect(readdirSync(folder)).toEqual(["day.csv"]);
  expect(readFileSync(join(folder, "day.csv"), "utf8").trimEnd().split("\n")).toEqual([
    "time,payload.n",
    ...events.map(({ createdAt }, n) => `${createdAt},${n}`),
  ]);
});

it("shows on a terminal how far it is, and what it took", async () => {
  const { code, stdout } = await runInTerminal("export -o day.ndjson", options);

  expect(code).toBe(0);
  expect(stdout).toMatch(/\d+% · \d+ events · \d+ items · \d+ read units · /);
  expect(stdout).toMatch(/1300 events in [\d.]+ s: day\.ndjson/);
});

it("needs no more memory for a larger log", async () => {
  const pages = 60;
  // A log of 60 MB, made up page by page.
  script = (action, body) => {
    if (action !== "Query" || body.includes('"ORIGINS"')) return undefined;
    const { ExclusiveStartKey: start } = JSON.parse(body);
    const page = start ? Number(start.sk.S.slice(20, 26)) + 1 : 0;
    return { body: syntheticPage(page, page + 1 === pages) };
  };
  const env = { ...options.env, NODE_OPTIONS: "--max-old-space-size=100" };

  const { code, stderr } = await runCli(["export", "origin:orders", "-o", "big.ndjson"], {
    ...options,
    env,
  });

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(sksOf(readFileSync(join(folder, "big.ndjson"), "utf8"))).toHaveLength(pages * 100);
});

/** 100 items of 10 KB; the sixth digit behind the second numbers the page. */
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

import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { type FakeAws, refusal, type Script, startFakeAws } from "./fake-aws.js";
import { type RunOptions, runCli, runInTerminal, stopRuns } from "./run-cli.js";
import { record, store } from "./sample-events.js";

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

afterEach(async () => {
  await stopRuns();
  rmSync(folder, { recursive: true });
});

const sksOf = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).sk);

it("writes all events to a file, oldest first, and prints nothing in a script", async () => {
  const { code, stdout, stderr } = await runCli(["export", "-o", "day.ndjson.gz"], options);

  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(readdirSync(folder)).toEqual(["day.ndjson.gz"]);
  expect(sksOf(gunzipSync(readFileSync(join(folder, "day.ndjson.gz"))).toString())).toEqual(
    events.map(({ sk }) => sk),
  );
});

it("resumes after a failure, with the same result", async () => {
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

it("shows its progress and the cost on a terminal", async () => {
  const { code, stdout } = await runInTerminal("export -o day.ndjson", options);

  expect(code).toBe(0);
  expect(stdout).toMatch(/\d+% · \d+ events · \d+ items · \d+ read units · /);
  expect(stdout).toMatch(/1300 events in [\d.]+ s: day\.ndjson/);
});

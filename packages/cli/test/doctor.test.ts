import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { CALLER, type FakeAws, refusal, type Script, startFakeAws } from "./fake-aws.js";
import { type RunOptions, runCli, runInTerminal, stopRuns } from "./run-cli.js";
import { record, store } from "./sample-events.js";

let table: EventTable;
let aws: FakeAws;
let script: Script = () => undefined;
let options: RunOptions;

beforeAll(async () => {
  table = await createEventTable();
  await store(table, [record(1_000)], { JOB_STARTED: {} });
  aws = await startFakeAws(
    (action, body) => (action === "GetCallerIdentity" ? CALLER : script(action, body)),
    table.endpoint,
  );
  options = { env: { AWS_ENDPOINT_URL: aws.url, EVENT_LOG_TABLE: table.tableName } };
});

afterAll(async () => {
  await aws.stop();
  await table.stop();
});

afterEach(async () => {
  await stopRuns();
  script = () => undefined;
});

interface Line {
  name?: string;
  status?: string;
  missing?: string;
  statement?: { Action: string[]; Resource: string[] };
}

function read(stdout: string): { byName: Record<string, string>; lines: Line[] } {
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  return {
    lines,
    byName: Object.fromEntries(lines.map(({ name, status }) => [String(name), String(status)])),
  };
}

it("passes a good table, changes nothing, and says what could be better", async () => {
  const { code, stdout, stderr } = await runCli(["doctor"], options);

  const { byName } = read(stdout);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(byName).toMatchObject({
    credentials: "ok",
    region: "ok",
    keys: "ok",
    "index byUser": "ok",
    registry: "ok",
    "read one event": "ok",
    "read byCorrelation": "ok",
    "write events": "ok",
    "deletion protection": "warn",
  });
  expect(Object.values(byName)).not.toContain("fail");
  expect(aws.actions).not.toContain("Scan");
  expect(stdout).toContain("arn:aws:iam::123456789012:user/operator");
});

it("names each missing permission, and prints the statement that grants them", async () => {
  script = (action, body) => {
    const isDenied =
      action === "GetItem" ||
      action === "PutItem" ||
      (action === "Query" && body.includes("byUser"));
    return isDenied ? refusal("AccessDeniedException", `not authorized: ${action}`) : undefined;
  };

  const { code, stdout } = await runCli(["doctor"], options);

  const { byName, lines } = read(stdout);
  expect(code).toBe(4);
  expect(byName).toMatchObject({
    "read one event": "fail",
    "read byUser": "fail",
    "read byEvent": "ok",
    "write events": "warn",
  });
  const statement = lines.at(-1)?.statement;
  expect(statement?.Action).toEqual([
    "dynamodb:BatchWriteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
  ]);
  expect(statement?.Resource[1]).toMatch(/table\/event-log-test-.*\/index\/\*$/);
});

it("checks the rest if the table may not be described", async () => {
  script = (action) =>
    action.startsWith("Describe") ? refusal("AccessDeniedException", "no") : undefined;

  const { code, stdout } = await runCli(["doctor"], options);

  expect(code).toBe(0);
  expect(read(stdout).byName).toMatchObject({
    table: "warn",
    expiry: "warn",
    "read byUser": "ok",
    registry: "ok",
  });
});

it("ends with 1 without the table, and with 4 without credentials", async () => {
  const noTable = await runCli(["doctor", "--table", "none"], options);
  const noLogin = await runCli(["doctor"], {
    env: { ...options.env, AWS_ACCESS_KEY_ID: undefined },
  });

  expect([noTable.code, noLogin.code]).toEqual([1, 4]);
  expect(read(noTable.stdout).lines.at(-1)).toMatchObject({
    name: "no such table",
    status: "fail",
  });
  expect(read(noLogin.stdout).lines.at(-1)).toMatchObject({ name: "credentials", status: "fail" });
});

it("prints a list for people on a terminal", async () => {
  const { code, stdout } = await runInTerminal("doctor --color never", options);

  expect(code).toBe(0);
  expect(stdout).toMatch(/✓ keys +pk and sk, both strings/);
  expect(stdout).toMatch(/! deletion protection +off/);
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { writeLocalLog } from "@service-events/local/local-log";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { describedStacks, type FakeAws, type Reply, refusal, startFakeAws } from "./fake-aws.js";
import { type RunOptions, runCli, runInTerminal, stopRuns } from "./run-cli.js";
import { record, store } from "./sample-events.js";

let table: EventTable;
let aws: FakeAws;
/** What CloudFormation, or DynamoDB in place of the real one, answers. */
let reply: Reply | undefined;
let options: RunOptions;
let folder: string;

afterEach(stopRuns);

beforeAll(async () => {
  table = await createEventTable();
  await store(table, [record(1_000)]);
  aws = await startFakeAws(() => reply, table.endpoint);
  folder = mkdtempSync(join(tmpdir(), "cli-"));
  options = {
    cwd: folder,
    env: { AWS_ENDPOINT_URL: aws.url, EVENT_LOG_TABLE: table.tableName },
  };
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await aws.stop();
  await table.stop();
});

async function errorOf(args: string[], env: RunOptions["env"] = {}) {
  const run = await runCli([...args, "--json"], {
    cwd: folder,
    env: { ...options.env, ...env },
  });
  expect(run.stdout).toBe("");
  const { message, ...error } = JSON.parse(run.stderr);
  return { exit: run.code, message: String(message), ...error };
}

describe("a wrong command line exits with 2 and a hint", () => {
  it.each([
    [["query", "evnt:JOB_FAILED"], { code: "SYNTAX", column: 1 }],
    [["query", "--since", "soon"], { code: "USAGE" }],
    [["query", "--limit", "many"], { code: "USAGE" }],
    [["query", "--fields", "usr"], { code: "USAGE" }],
    [["quer"], { code: "USAGE" }],
  ])("%j", async (args, expected) => {
    expect(await errorOf(args)).toMatchObject({
      ...expected,
      exit: 2,
      hint: expect.any(String),
      retryable: false,
    });
  });
});

describe("credentials", () => {
  it("that are missing exit with 4", async () => {
    const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

    expect(await errorOf(["query"], none)).toMatchObject({
      exit: 4,
      code: "CREDENTIALS_PROVIDER",
      hint: expect.stringContaining("aws sso login"),
    });
  });

  it("of an unknown profile exit with 4", async () => {
    expect(await errorOf(["query", "--profile", "nobody"])).toMatchObject({ exit: 4 });
  });

  it("without permission exit with 4", async () => {
    reply = refusal("AccessDeniedException", "User: x is not authorized");

    expect(await errorOf(["query"])).toMatchObject({ exit: 4, code: "ACCESS_DENIED" });
  });
});

it("names a missing table and the region", async () => {
  reply = undefined;

  const error = await errorOf(["query", "--table", "no-such-table"]);

  expect(error).toMatchObject({ exit: 1, code: "NO_SUCH_TABLE" });
  expect(error.message).toContain("'no-such-table' does not exist in us-east-1");
});

it("exits with 5 if DynamoDB throttles until the last retry", async () => {
  reply = refusal("ProvisionedThroughputExceededException", "too much");

  expect(await errorOf(["query"])).toMatchObject({ exit: 5, code: "THROTTLED", retryable: true });
});

it("exits with 1 if nothing answers", async () => {
  const error = await errorOf(["query", "--endpoint", "http://127.0.0.1:1"]);

  expect(error).toMatchObject({ exit: 1, code: "UNAVAILABLE", retryable: true });
});

it("prints a colored error on a terminal", async () => {
  const { code, stdout } = await runInTerminal("query evnt:x", options);

  expect(code).toBe(2);
  expect(stdout).toContain("\u001b[31mservice-events: unknown field 'evnt' (column 1)");
});

describe("without a table name, the table", () => {
  const find = (args: string[]) => errorOf(args, { EVENT_LOG_TABLE: undefined });

  it("is found in the outputs of the stacks", async () => {
    const stacks = describedStacks([
      { name: "other", output: "Url", value: "x" },
      { name: "events", output: "EventLogTableName1A2B", value: "no-such-table" },
    ]);
    reply = stacks;
    const proxy = await startFakeAws(
      (action) => (action === "DescribeStacks" ? stacks : undefined),
      table.endpoint,
    );

    const error = await errorOf(["query"], {
      EVENT_LOG_TABLE: undefined,
      AWS_ENDPOINT_URL: proxy.url,
    });
    await proxy.stop();

    expect(error.message).toContain("no-such-table");
    expect(proxy.actions[0]).toBe("DescribeStacks");
  });

  it("must be chosen if there are several, and named if there is none", async () => {
    reply = describedStacks([
      { name: "dev", output: "EventLogTableName", value: "log-dev" },
      { name: "prod", output: "EventLogTableName", value: "log-prod" },
    ]);
    expect(await find(["query"])).toMatchObject({
      exit: 2,
      code: "MANY_TABLES",
      message: "found several event logs: log-dev (dev), log-prod (prod)",
    });

    reply = describedStacks([]);
    expect(await find(["query"])).toMatchObject({ exit: 2, code: "NO_TABLE" });
  });

  it("is that of the local log of this folder, if there is one", async () => {
    reply = undefined;
    const [host] = [table.endpoint];
    writeLocalLog(folder, {
      endpoint: host,
      tableName: table.tableName,
      region: "us-east-1",
      url: "http://127.0.0.1:1",
      pid: process.pid,
      credentials: { accessKeyId: "LOCAL", secretAccessKey: "local" },
    });
    const env = { EVENT_LOG_TABLE: undefined, AWS_ACCESS_KEY_ID: undefined, AWS_REGION: undefined };

    const { code, stdout } = await runInTerminal("query --color never", { cwd: folder, env });

    expect(stdout).toContain(`running on this machine (process ${process.pid})`);
    expect(stdout).toContain("1 event, complete");
    expect(code).toBe(0);
  });
});

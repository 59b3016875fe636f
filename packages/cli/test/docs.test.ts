import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { createEventTable, type EventTable } from "../../../test/event-table.js";
import { writeCdkOut } from "../../local/test/cdk-out.js";
import { shop } from "../../local/test/shop.js";
import { CALLER, describedStacks, type FakeAws, startFakeAws } from "./fake-aws.js";
import { record, store } from "./sample-events.js";
import { ended, killChildren, type RunOptions, runShell, startCli } from "./spawn-cli.js";

// Each example starts at least one process.
jest.setTimeout(60_000);

const text = readFileSync(join(__dirname, "../../../docs/cli.md"), "utf8");
const examples = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = ""]) =>
  block.trimEnd().split("\n"),
);
const endless = examples.filter((example) =>
  /tail -f|service-events (local|dashboard)/.test(example),
);
const ending = examples.filter((example) => !endless.includes(example));

let table: EventTable;
let aws: FakeAws;
let folder: string;
let options: RunOptions;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "docs-"));
  table = await createEventTable();
  const lost = record(4_000, { event: "JOB_FAILED" });
  const line = JSON.stringify({ undelivered: "throttled", sink: "x", record: lost });
  aws = await startFakeAws((action) => {
    if (action === "GetCallerIdentity") return CALLER;
    if (action === "FilterLogEvents") return { body: { events: [{ message: line }] } };
    if (action !== "DescribeStacks") return undefined;
    return describedStacks([
      { name: "service-events-dev", output: "EventLogTableName", value: table.tableName },
    ]);
  }, table.endpoint);
  await store(table, [
    record(3_000, { userId: "u_1", payload: { amount: 120, plan: "pro" } }),
    record(2_000, { event: "SUBSCRIPTION_UPDATED", payload: { plan: "pro" } }),
  ]);
  await table.client.send(
    new CreateTableCommand({
      TableName: "event-log-copy",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk"].map((name) => ({
        AttributeName: name,
        AttributeType: "S",
      })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    }),
  );
  writeFileSync(join(folder, "stderr.log"), `${line}\n`);
  writeFileSync(
    join(folder, "credentials"),
    "[prod]\naws_access_key_id=a\naws_secret_access_key=b\n",
  );
  for (const name of [".zfunc", ".config/fish/completions"]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  const app = writeCdkOut(shop);
  cpSync(app.folder, join(folder, "cdk.out"), { recursive: true });
  app.remove();
  options = {
    cwd: folder,
    env: {
      HOME: folder,
      AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
      AWS_ENDPOINT_URL: aws.url,
      EVENT_LOG_TABLE: table.tableName,
    },
  };
});

afterAll(async () => {
  await aws.stop();
  await table.stop();
  rmSync(folder, { recursive: true });
});

afterEach(killChildren);

it("has examples of both kinds", () => {
  expect(ending.length).toBeGreaterThan(25);
  expect(endless).toHaveLength(5);
});

describe("an example", () => {
  it.each(ending)("%s", async (example) => {
    const { code, stderr } = await runShell(`set -o pipefail; ${example}`, options);

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});

describe("an example that runs until Ctrl-C", () => {
  it.each(endless)("%s", async (example) => {
    const args = example
      .split(" ")
      .slice(1)
      .map((word) => word.replaceAll("'", ""));
    const child = startCli(args, {
      ...options,
      env: { ...options.env, AWS_ENDPOINT_URL: aws.url },
    });
    const run = ended(child);
    // It has asked the log, or says that it runs.
    const asked = aws.actions.length;
    let isRunning = false;
    child.stdout.once("data", () => {
      isRunning = true;
    });
    while (!isRunning && aws.actions.length < asked + 3) {
      if (child.exitCode !== null) break;
      await new Promise((go) => setTimeout(go, 50));
    }

    child.kill("SIGINT");

    expect(await run).toMatchObject({ code: 130 });
  });
});

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { CreateTableCommand, DeleteTableCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/logger";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { writeCdkOut } from "../../local/test/cdk-out.js";
import { shop } from "../../local/test/shop.js";
import { CALLER, describedStacks, type FakeAws, startFakeAws } from "./fake-aws.js";
import * as exports from "./foreign-exports.js";
import { type Receiver, startReceiver } from "./receiver.js";
import { type RunOptions, runCli, startCli, stopRuns, wordsOf } from "./run-cli.js";
import { record, store } from "./sample-events.js";
import { runShell } from "./spawn-cli.js";

/** The table that the pages copy events to. */
const COPY = "event-log-copy";
const PAGES = ["cli.md", "moving-in.md", "moving-out.md"];

function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(join(import.meta.dirname, "../../../docs", page), "utf8");
  const blocks = text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"));
  return Array.from(blocks, ([, block = ""]) => block.trimEnd());
}

const examples = PAGES.flatMap((page) => blocksOf(page, "sh")).flatMap((block) =>
  block.split("\n"),
);
const endless = examples.filter((example) =>
  /tail -f|service-events (local|dashboard)/.test(example),
);
const ending = examples.filter((example) => !endless.includes(example));

/** Whether an example is more than one command with its words. */
function needsShell(example: string): boolean {
  const unquoted = example.replace(/'[^']*'/g, "");
  return !example.startsWith("service-events ") || /[|<>;&$`*~]/.test(unquoted);
}

let table: EventTable;
let aws: FakeAws;
let receiver: Receiver;
let folder: string;
let options: RunOptions;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "docs-"));
  table = await createEventTable();
  const lost = record(4_000, { event: "JOB_FAILED" });
  const line = JSON.stringify({
    undelivered: "throttled",
    sink: "dynamodb:event-log",
    record: lost,
  });
  aws = await startFakeAws((action, body) => {
    if (action === "GetCallerIdentity") return CALLER;
    if (action === "PutRecordBatch") {
      const { Records } = JSON.parse(body) as { Records: object[] };
      const RequestResponses = Records.map((_, n) => ({ RecordId: String(n) }));
      return { body: { FailedPutCount: 0, RequestResponses } };
    }
    if (action === "FilterLogEvents") return { body: { events: [{ message: line }] } };
    if (action !== "DescribeStacks") return undefined;
    return describedStacks([
      { name: "service-events-dev", output: "EventLogTableName", value: table.tableName },
    ]);
  }, table.endpoint);
  const stored = [
    record(3_000, { userId: "u_1", payload: { amount: 120, plan: "pro" } }),
    record(2_000, { event: "SUBSCRIPTION_UPDATED", payload: { plan: "pro" } }),
  ];
  await store(table, stored);
  receiver = await startReceiver(() => undefined);
  await table.client.send(
    new CreateTableCommand({
      TableName: COPY,
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
  writeForeignFiles();
  writeDelivered(stored);
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
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      DD_API_KEY: "key",
    },
  };
});

function writeLines(name: string, lines: readonly object[]): void {
  const text = lines.map((each) => `${JSON.stringify(each)}\n`).join("");
  writeFileSync(join(folder, name), name.endsWith(".gz") ? gzipSync(text) : text);
}

/** What the pages on moving take for exported from other systems. */
function writeForeignFiles(): void {
  writeLines("posthog.jsonl", [exports.POSTHOG_EXPORT, exports.POSTHOG_API]);
  writeLines("logsnag.ndjson", [exports.LOGSNAG]);
  writeLines("segment.json.gz", [exports.SEGMENT_TRACK, exports.SEGMENT_IDENTIFY]);
  writeLines("datadog-page.json", [{ data: [exports.DATADOG_API] }]);
  const order = { id: "o_1", total: 25, items: ["a"] };
  writeLines("orders.ndjson", [
    { order, kind: "order paid", paidAt: "2024-06-01T08:00:00Z", customer: { id: 7 } },
  ]);
  const payload = { user: "u_1", password: "correct horse" };
  for (const file of ["payload.json", "payloads.ndjson"]) writeLines(file, [payload]);
  writeFileSync(join(folder, "redact.json"), JSON.stringify({ names: ["iban"] }));
  const [mapping = "", withContext = ""] = blocksOf("moving-in.md", "json");
  writeFileSync(join(folder, "mapping.json"), mapping);
  writeFileSync(join(folder, "with-context.json"), withContext);
}

/** The events as sinks would have stored them. */
function writeDelivered(stored: readonly EventRecord<string>[]): void {
  mkdirSync(join(folder, "delivered"));
  writeLines("delivered/part-1", stored.slice(0, 1));
  writeLines("delivered/part-2", stored.slice(1));
  writeLines(
    "logs.ndjson",
    stored.map(({ sk }) => ({ attributes: { "event.id": sk } })),
  );
  writeFileSync(join(folder, "otlp.key"), "key");
}

afterAll(async () => {
  await aws.stop();
  await receiver.stop();
  await table.client.send(new DeleteTableCommand({ TableName: COPY }));
  await table.stop();
  rmSync(folder, { recursive: true });
});

afterEach(stopRuns);

it("has examples of both kinds", () => {
  expect(ending.length).toBeGreaterThan(50);
  expect(endless).toHaveLength(5);
});

describe("an example", () => {
  it.each(ending)("%s", async (example) => {
    const { code, stderr } = needsShell(example)
      ? await runShell(`set -o pipefail; ${example}`, options)
      : await runCli(wordsOf(example).slice(1), options);

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});

describe("an example that runs until Ctrl-C", () => {
  it.each(endless)("%s", async (example) => {
    const child = startCli(wordsOf(example).slice(1), options);
    // It has asked the log, or says that it runs.
    const asked = aws.actions.length;
    while (child.stdout === "" && aws.actions.length < asked + 3) {
      await new Promise((go) => setTimeout(go, 10));
    }

    child.interrupt();

    expect(await child.ended).toMatchObject({ code: 130 });
  });
});

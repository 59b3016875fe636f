import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { eventLogTable } from "../../test/cdk-out.js";
import { openStacks } from "../cloud-assembly/stack.js";
import { OPERATOR_CREDENTIALS } from "../operator.js";
import { type EmbeddedDynamoDbOptions, startEmbeddedDynamoDb } from "./server.js";
import { ensureTable, readTables, type TableDefinition } from "./tables.js";

// Processes and servers start slowly on a machine that is busy with other tests.
jest.setTimeout(60_000);

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(options?: EmbeddedDynamoDbOptions) {
  const dynamodb = await startEmbeddedDynamoDb(options);
  const client = new DynamoDBClient({
    endpoint: dynamodb.endpoint,
    region: "us-east-1",
    credentials: OPERATOR_CREDENTIALS,
  });
  const stop = async () => {
    client.destroy();
    await dynamodb.stop();
  };
  return { client, stop };
}

async function startForTest(options?: EmbeddedDynamoDbOptions) {
  const started = await start(options);
  cleanups.push(started.stop);
  return started.client;
}

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "local-persist-"));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function definition(changes: Record<string, unknown> = {}): TableDefinition {
  const [stack] = openStacks([
    {
      name: "shop",
      account: "000000000000",
      region: "us-east-1",
      template: {
        Resources: {
          Log: { ...eventLogTable, Properties: { ...eventLogTable.Properties, ...changes } },
        },
      },
      assets: new Map(),
    },
  ]);
  const [table] = stack ? readTables(stack) : [];
  if (!table) throw new Error("there is no table");
  return table;
}

const TableName = "shop-Log";
const put = (client: DynamoDBClient, sk: string, ttl?: string) =>
  client.send(
    new PutItemCommand({
      TableName,
      Item: { pk: { S: "p" }, sk: { S: sk }, ...(ttl === undefined ? {} : { ttl: { N: ttl } }) },
    }),
  );
const keysIn = async (client: DynamoDBClient) => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName }));
  return Items.map(({ sk }) => sk?.S).sort();
};

describe("a table of a template", () => {
  it("has its keys, its indexes and its time to live", async () => {
    const client = await startForTest();
    await ensureTable(client, definition());
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({
      KeySchema: eventLogTable.Properties.KeySchema,
      GlobalSecondaryIndexes: [{ IndexName: "byUser" }],
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
    });
    const { TimeToLiveDescription } = await client.send(
      new DescribeTimeToLiveCommand({ TableName }),
    );
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "ttl" });
  });

  it.each([
    ["its keys and its time to live", {}, true],
    [
      "another time to live",
      { TimeToLiveSpecification: { AttributeName: "x", Enabled: true } },
      false,
    ],
    [
      "no time to live",
      { TimeToLiveSpecification: { AttributeName: "ttl", Enabled: false } },
      false,
    ],
    ["another key", { KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] }, false],
  ])("is an event log by %s: %s", (_what, changes, isEventLog) => {
    expect(definition(changes).isEventLog).toBe(isEventLog);
  });
});

describe("time to live", () => {
  it("is off until it is turned on, and cannot be turned on twice", async () => {
    const client = await startForTest();
    await ensureTable(client, definition({ TimeToLiveSpecification: undefined }));
    const describeIt = async () =>
      (await client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
    const turnOn = () =>
      client.send(
        new UpdateTimeToLiveCommand({
          TableName,
          TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
        }),
      );
    expect(await describeIt()).toEqual({ TimeToLiveStatus: "DISABLED" });
    expect((await turnOn()).TimeToLiveSpecification).toEqual({
      AttributeName: "ttl",
      Enabled: true,
    });
    await expect(turnOn()).rejects.toMatchObject({
      name: "ValidationException",
      message: "TimeToLive is already enabled",
    });
  });

  it("of a table that is not there is an error", async () => {
    const client = await startForTest();
    await expect(
      client.send(new DescribeTimeToLiveCommand({ TableName: "missing" })),
    ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("deletes expired items only", async () => {
    const client = await startForTest({ sweepIntervalMs: 20 });
    await ensureTable(client, definition());
    const now = Math.floor(Date.now() / 1000);
    await put(client, "kept forever");
    await put(client, "kept: not yet", String(now + 3_600));
    await put(client, "kept: in ms", String(Date.now() - 10_000));
    await put(client, "kept: more than five years ago", "1000000000");
    await put(client, "kept: not even a second ago", String(now + 1));
    await put(client, "expired", String(now - 10));
    while ((await keysIn(client)).includes("expired")) await delay(20);
    expect(await keysIn(client)).toEqual([
      "kept forever",
      "kept: in ms",
      "kept: more than five years ago",
      "kept: not even a second ago",
      "kept: not yet",
    ]);
  });
});

describe("a folder that keeps the data", () => {
  it("has it at the next start", async () => {
    const persist = tempFolder();
    const first = await start({ persist });
    await ensureTable(first.client, definition());
    await put(first.client, "kept");
    await first.stop();
    const client = await startForTest({ persist });
    await ensureTable(client, definition());
    expect(await keysIn(client)).toEqual(["kept"]);
  });

  it("serves one process at a time", async () => {
    const persist = tempFolder();
    await startForTest({ persist });
    await expect(startEmbeddedDynamoDb({ persist })).rejects.toThrow(
      `${persist} is in use by process ${process.pid}`,
    );
  });

  it("is taken over from a process that is gone, and free at the end", async () => {
    const persist = tempFolder();
    const lock = join(persist, "in-use-by");
    writeFileSync(lock, "not a process");
    const { stop } = await start({ persist });
    await stop();
    expect(existsSync(lock)).toBe(false);
  });

  it("must be a folder", async () => {
    const file = join(tempFolder(), "file");
    writeFileSync(file, "");
    await expect(startEmbeddedDynamoDb({ persist: join(file, "inner") })).rejects.toThrow(
      "cannot keep a database",
    );
  });

  it("is rejected when the template now has different keys", async () => {
    const client = await startForTest({ persist: tempFolder() });
    await ensureTable(client, definition());
    await expect(ensureTable(client, definition({ GlobalSecondaryIndexes: [] }))).rejects.toThrow(
      "table shop-Log was kept from an earlier start with different keys or indexes",
    );
  });
});

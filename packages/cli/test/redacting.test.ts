import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { createDynamoEventWriter, createLogger } from "@service-events/logger";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { runCli, stopRuns } from "./run-cli.js";

afterEach(stopRuns);

describe("redact", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "redact-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("prints what would be stored of each payload", async () => {
    const input = '{"password":"hunter2","id":1}\n{"note":"Bearer abc123def456"}\n';
    const { code, stdout } = await runCli(["redact"], { input });
    expect(stdout).toBe('{"password":"[redacted]","id":1}\n{"note":"Bearer [redacted]"}\n');
    expect(code).toBe(0);
  });

  it("explains what would be redacted and why, and shows no secret", async () => {
    const file = join(folder, "payload.json");
    await writeFile(
      file,
      JSON.stringify({ user: { password: "hunter2", iban: "DE893704004405" } }),
    );
    const options = join(folder, "options.json");
    await writeFile(options, JSON.stringify({ last4: ["iban"], patterns: ["X\\d+"] }));

    const { stdout } = await runCli(["redact", "--explain", "--options", options, file]);
    expect(stdout).toBe(
      'payload.user.password  names  "[redacted]"\npayload.user.iban  options  "****4405"\n',
    );
  });

  it("prints findings as JSON, with the line of each payload", async () => {
    const input = '{"a":1}\n{"token":"abc123"}\n';
    const { stdout } = await runCli(["redact", "--explain", "--json"], { input });
    expect(JSON.parse(stdout)).toEqual({
      line: 2,
      path: "payload.token",
      reason: "names",
      after: "[redacted]",
    });
  });

  it.each([
    ["a line that is not JSON", [], '{"a":1}\nhello\n', "line 2 is not JSON"],
    ["a file that is not there", ["nowhere.json"], "", "cannot read 'nowhere.json'"],
  ])("reports %s", async (_, args, input, message) => {
    const { code, stderr } = await runCli(["redact", ...args], { input });
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  it("reports options that a logger would reject", async () => {
    const options = join(folder, "wrong.json");
    await writeFile(options, '{"hash":["userId"]}');
    const { code, stderr } = await runCli(["redact", "--options", options], { input: "{}" });
    expect(stderr).toContain("hashKey must be a text of 16 characters or more");
    expect(code).toBe(2);
  });
});

describe("a log whose user ids are hashed", () => {
  const hashKey = "a key that only the team has";
  let table: EventTable;

  beforeAll(async () => {
    table = await createEventTable();
    const client = new DynamoDBClient({
      endpoint: table.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const writeEvent = createDynamoEventWriter({ tableName: table.tableName, client });
    const redact = { hash: ["userId"], hashKey };
    const logger = createLogger({ origin: "orders", environment: "dev", writeEvent, redact });
    logger.event("USER_REGISTERED", { description: "One of them", userId: "alice@example.com" });
    logger.event("USER_REGISTERED", { description: "Another one", userId: "bob@example.com" });
    await logger.flush();
  });
  afterAll(() => table.stop());

  it.each([
    ["finds a user by name with the key", hashKey, 1],
    ["finds nobody without it", undefined, 0],
  ])("%s", async (_, key, count) => {
    const { stdout } = await runCli(["query", "user:alice@example.com", "--format", "ndjson"], {
      env: {
        AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
        EVENT_LOG_TABLE: table.tableName,
        EVENT_LOG_HASH_KEY: key,
      },
    });
    const lines = stdout.split("\n").filter(Boolean);
    expect(lines).toHaveLength(count);
    expect(stdout).not.toContain("alice");
    if (count > 0) expect(stdout).toContain("One of them");
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it, jest } from "@jest/globals";
import { type AppFixture, eventLogTable, writeCdkOut } from "../test/cdk-out.js";
import { startEmbeddedDynamoDb } from "./embedded-dynamodb/server.js";
import { listen } from "./http-server.js";
import { type LocalOptions, OPERATOR_CREDENTIALS, startLocal } from "./index.js";

// Processes and servers start slowly on a machine that is busy with other tests.
jest.setTimeout(60_000);

async function failureOf(fixture: AppFixture, options: Partial<LocalOptions> = {}) {
  const { folder, remove } = writeCdkOut(fixture);
  try {
    const app = await startLocal({ cdkOut: folder, ...options });
    await app.stop();
    throw new Error("it has started");
  } catch (error) {
    return error;
  } finally {
    remove();
  }
}

const app = { resources: { Events: eventLogTable } };

describe("startLocal rejects", () => {
  it("a folder without a synthesized app", async () => {
    const folder = mkdtempSync(join(tmpdir(), "local-empty-"));
    await expect(startLocal({ cdkOut: folder })).rejects.toMatchObject({
      message: expect.stringMatching(/^no synthesized CDK app in .*Run 'cdk synth' first/),
      exitCode: 2,
    });
    rmSync(folder, { recursive: true });
  });

  it("an app without an event log", async () => {
    const { TimeToLiveSpecification: _, ...properties } = eventLogTable.Properties;
    const table = { Type: "AWS::DynamoDB::Table", Properties: properties };
    expect(await failureOf({ resources: { Users: table } })).toMatchObject({
      message: expect.stringMatching(
        /^no event log in .*none of its 1 tables has .*Add an EventLogTable/,
      ),
      exitCode: 2,
    });
  });

  it("a port that is in use", async () => {
    const other = await listen(createServer(), 0);
    expect(await failureOf(app, { port: other.port })).toMatchObject({
      message: `port ${other.port} is in use: stop what uses it, or choose another port`,
      exitCode: 1,
    });
    await other.stop();
  });

  it.each(["not a url", "https://dynamodb.us-east-1.amazonaws.com"])(
    "the endpoint '%s'",
    async (endpoint) => {
      expect(await failureOf(app, { endpoint })).toMatchObject({
        message: expect.stringContaining(`cannot use '${endpoint}'`),
        exitCode: 2,
      });
    },
  );

  it("an endpoint together with a folder", async () => {
    expect(await failureOf(app, { endpoint: "http://127.0.0.1:9", persist: "x" })).toMatchObject({
      exitCode: 2,
    });
  });

  it("an endpoint that nothing listens on", async () => {
    expect(await failureOf(app, { endpoint: "http://127.0.0.1:9" })).toMatchObject({
      message: expect.stringMatching(/^cannot create the tables at http:\/\/127.0.0.1:9: /),
      exitCode: 1,
    });
  });
});

describe("startLocal", () => {
  it("runs an app of nothing but a table, and has nothing left at the end", async () => {
    const { folder, remove } = writeCdkOut(app);
    const started = await startLocal({ cdkOut: folder });
    const response = await fetch(`${started.url}/anything`);
    expect([response.status, await response.json()]).toEqual([
      404,
      { message: "the app has no HTTP API; see /_local" },
    ]);
    await started.stop();
    await expect(fetch(started.url)).rejects.toThrow();
    await expect(fetch(started.dynamodbEndpoint)).rejects.toThrow();
    remove();
  });

  it("uses another DynamoDB when it is given one, and leaves it running", async () => {
    const dynamodb = await startEmbeddedDynamoDb();
    const { folder, remove } = writeCdkOut(app);
    const started = await startLocal({ cdkOut: folder, endpoint: dynamodb.endpoint });
    await started.stop();
    const client = new DynamoDBClient({
      endpoint: dynamodb.endpoint,
      region: "us-east-1",
      credentials: OPERATOR_CREDENTIALS,
    });
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(["shop-Events"]);
    client.destroy();
    await dynamodb.stop();
    remove();
  });
});

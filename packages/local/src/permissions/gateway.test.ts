import { request } from "node:http";
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from "../embedded-dynamodb/server.js";
import type { HttpServer } from "../http-server.js";
import { startGateway } from "./gateway.js";
import type { Principal } from "./principals.js";

// Processes and servers start slowly on a machine that is busy with other tests.
jest.setTimeout(60_000);

let dynamodb: EmbeddedDynamoDb;
let gateway: HttpServer;
const scope = { account: "000000000000", region: "us-east-1" };
/** A table of another account and region than those who call. */
const elsewhere = { tableName: "events", account: "111122223333", region: "eu-west-1" };
const ARN = "arn:aws:dynamodb:eu-west-1:111122223333:table/events";
const principals = new Map<string, Principal>([
  ["LOCALALLOWED", principal([{ effect: "Allow", actions: ["dynamodb:*"], resources: ["*"] }])],
  [
    "LOCALDENIED",
    principal([
      { effect: "Allow", actions: ["*"], resources: ["*"] },
      { effect: "Deny", actions: ["dynamodb:ListTables"], resources: ["*"] },
    ]),
  ],
  ["LOCALUNCHECKED", principal("unchecked")],
  ["LOCALWRITER", principal([{ effect: "Allow", actions: ["dynamodb:*Item"], resources: [ARN] }])],
]);
const gatewayOptions = { region: elsewhere.region, tables: [elsewhere], queues: [], principals };

function principal(statements: Principal["statements"]): Principal {
  return { arn: "arn:aws:sts::000000000000:assumed-role/r/f", statements, scope };
}

beforeAll(async () => {
  dynamodb = await startEmbeddedDynamoDb();
  gateway = await startGateway({ upstream: dynamodb.endpoint, ...gatewayOptions });
});

afterAll(async () => {
  await gateway.stop();
  await dynamodb.stop();
});

async function listTables(accessKeyId: string, endpoint = gateway.url) {
  const client = clientOf(accessKeyId, "us-east-1", endpoint);
  try {
    return await client.send(new ListTablesCommand({}));
  } finally {
    client.destroy();
  }
}

function clientOf(accessKeyId: string, region: string, endpoint = gateway.url): DynamoDBClient {
  const credentials = { accessKeyId, secretAccessKey: "local" };
  return new DynamoDBClient({ endpoint, region, credentials, maxAttempts: 1 });
}

function call(headers: Record<string, string>): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(gateway.url, { method: "POST", headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    outgoing.on("error", reject).end("{}");
  });
}

describe("the gateway", () => {
  it.each(["LOCALALLOWED", "LOCALUNCHECKED"])("lets %s through", async (key) => {
    expect((await listTables(key)).TableNames).toEqual([]);
  });

  it("reports an explicit deny", async () => {
    await expect(listTables("LOCALDENIED")).rejects.toMatchObject({
      name: "AccessDeniedException",
      message:
        "User: arn:aws:sts::000000000000:assumed-role/r/f is not authorized to perform: dynamodb:ListTables on resource: arn:aws:dynamodb:us-east-1:000000000000:table/* with an explicit deny in an identity-based policy",
    });
  });

  it("rejects an unknown access key", async () => {
    await expect(listTables("AKIDSTRANGER")).rejects.toMatchObject({
      name: "UnrecognizedClientException",
    });
  });

  it("rejects calls to other services", async () => {
    const authorization =
      "AWS4-HMAC-SHA256 Credential=LOCALALLOWED/20261124/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=x";
    const { status, text } = await call({ authorization });
    expect([status, JSON.parse(text).message]).toEqual([400, "sns does not run on this machine"]);
  });

  it.each([
    [{ host: "evil.example" }, "host 'evil.example' is not this machine"],
    [{ origin: "https://evil.example" }, "origin 'https://evil.example' is not this machine"],
    [{ origin: "null" }, "origin 'null' is not this machine"],
    [{ "sec-fetch-site": "cross-site" }, "the request comes from another site"],
  ])("refuses a web page's request with %j", async (headers, message) => {
    const { status, text } = await call(headers as Record<string, string>);
    expect([status, JSON.parse(text).message]).toEqual([400, message]);
  });

  it("reports that the upstream DynamoDB does not answer", async () => {
    const upstream = await startEmbeddedDynamoDb();
    const orphan = await startGateway({ upstream: upstream.endpoint, ...gatewayOptions });
    await upstream.stop();
    await expect(listTables("LOCALALLOWED", orphan.url)).rejects.toThrow(
      `no answer from the DynamoDB at ${upstream.endpoint}`,
    );
    await orphan.stop();
  });
});

describe("a table of another account and region", () => {
  const item = { pk: { S: "ORIGIN#shop" }, sk: { S: "2026-11-24T00:00:00.000000Z#A#1" } };
  const put = { TableName: ARN, Item: item };
  let client: DynamoDBClient;

  beforeAll(async () => {
    const operator = clientOf("LOCALALLOWED", elsewhere.region, dynamodb.endpoint);
    await operator.send(
      new CreateTableCommand({
        TableName: elsewhere.tableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [
          { AttributeName: "pk", AttributeType: "S" },
          { AttributeName: "sk", AttributeType: "S" },
        ],
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
      }),
    );
    await waitUntilTableExists(
      { client: operator, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.05 },
      { TableName: elsewhere.tableName },
    );
    operator.destroy();
    client = clientOf("LOCALWRITER", elsewhere.region);
  });

  afterAll(() => client.destroy());

  it("is addressed by ARN, alone and in batches", async () => {
    await client.send(new PutItemCommand(put));
    const later = { ...item, sk: { S: "2026-11-24T00:00:01.000000Z#A#1" } };
    await client.send(
      new BatchWriteItemCommand({ RequestItems: { [ARN]: [{ PutRequest: { Item: later } }] } }),
    );

    const found = await client.send(new GetItemCommand({ TableName: ARN, Key: later }));

    expect(found.Item).toEqual(later);
  });

  it("is not found by name, which belongs to the caller's own account", async () => {
    const byName = client.send(new PutItemCommand({ ...put, TableName: elsewhere.tableName }));

    await expect(byName).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("dynamodb:eu-west-1:000000000000:table/events"),
    });
  });

  it("is not reached by a request that is signed for another region", async () => {
    const wrong = clientOf("LOCALWRITER", "us-east-1");
    const rejected = wrong.send(new PutItemCommand(put)).finally(() => wrong.destroy());

    await expect(rejected).rejects.toMatchObject({
      name: "ValidationException",
      message: `${ARN} is in eu-west-1, but the request is signed for us-east-1`,
    });
  });

  it("must be in the app", async () => {
    const allowed = clientOf("LOCALALLOWED", elsewhere.region);
    const unknown = `${ARN}-2`;
    const rejected = allowed
      .send(new PutItemCommand({ ...put, TableName: unknown }))
      .finally(() => allowed.destroy());

    await expect(rejected).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: `${unknown} is not a table of the app`,
    });
  });
});

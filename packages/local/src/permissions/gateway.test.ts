import { request } from "node:http";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
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
]);
function principal(statements: Principal["statements"]): Principal {
  return { arn: "arn:aws:sts::000000000000:assumed-role/r/f", statements, scope };
}

beforeAll(async () => {
  dynamodb = await startEmbeddedDynamoDb();
  gateway = await startGateway({ upstream: dynamodb.endpoint, queues: [], principals });
});

afterAll(async () => {
  await gateway.stop();
  await dynamodb.stop();
});

async function listTables(accessKeyId: string, endpoint = gateway.url) {
  const credentials = { accessKeyId, secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  try {
    return await client.send(new ListTablesCommand({}));
  } finally {
    client.destroy();
  }
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

  it("says that a call is denied on purpose", async () => {
    await expect(listTables("LOCALDENIED")).rejects.toMatchObject({
      name: "AccessDeniedException",
      message:
        "User: arn:aws:sts::000000000000:assumed-role/r/f is not authorized to perform: dynamodb:ListTables on resource: arn:aws:dynamodb:us-east-1:000000000000:table/* with an explicit deny in an identity-based policy",
    });
  });

  it("does not know who nobody introduced", async () => {
    await expect(listTables("AKIDSTRANGER")).rejects.toMatchObject({
      name: "UnrecognizedClientException",
    });
  });

  it("refuses other services", async () => {
    const authorization =
      "AWS4-HMAC-SHA256 Credential=LOCALALLOWED/20261124/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=x";
    const { status, text } = await call({ authorization });
    expect([status, JSON.parse(text).message]).toEqual([400, "sns is not run on this machine"]);
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

  it("says that the DynamoDB behind it is gone", async () => {
    const upstream = await startEmbeddedDynamoDb();
    const orphan = await startGateway({ upstream: upstream.endpoint, queues: [], principals });
    await upstream.stop();
    await expect(listTables("LOCALALLOWED", orphan.url)).rejects.toThrow(
      `the DynamoDB at ${upstream.endpoint} does not answer`,
    );
    await orphan.stop();
  });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  createEventTable,
  type EventTable,
  testCredentials,
} from "@service-events/testing/event-table";
import { passOn } from "@service-events/testing/fault-proxy/faults";
import { always } from "@service-events/testing/fault-proxy/plan";
import { type FaultProxy, startFaultProxy } from "@service-events/testing/fault-proxy/proxy";
import { someRecord } from "../../../test/memory-sink.js";
import { createDynamoEventWriter } from "../../sinks/dynamodb/writer.js";
import { type Endpoint, hostOf } from "../http/post.js";
import { type AwsClient, connectionOf, connectionOfEnvironment } from "./connection.js";

const environment = { ...process.env };
beforeEach(() => {
  process.env = {};
});
afterEach(() => {
  process.env = { ...environment };
});

/** What a request of the SDK's own would be sent to. */
interface Target {
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  host: string;
}

/** A client whose requests go nowhere, and where they would have gone. */
function clientFor(config: ConstructorParameters<typeof DynamoDBClient>[0]) {
  const targets: Target[] = [];
  const client = new DynamoDBClient({
    region: "us-east-1",
    credentials: testCredentials,
    maxAttempts: 1,
    requestHandler: {
      async handle({ protocol, hostname, port, path, headers }: Target & { headers: Target }) {
        targets.push({ protocol, hostname, port, path, host: headers.host });
        throw new Error("goes nowhere");
      },
    } as never,
    ...config,
  });
  return { client, targets };
}

async function targetOfSdk({ client, targets }: ReturnType<typeof clientFor>) {
  await client.send(new BatchWriteItemCommand({ RequestItems: {} })).catch(() => {});
  return targets[0];
}

function targetOf(endpoint: Endpoint): Target {
  return { ...endpoint, host: hostOf(endpoint) };
}

describe("a passed client", () => {
  it.each([
    [{ region: "eu-central-1" }],
    [{ region: "cn-north-1" }],
    [{ region: "us-gov-west-1", useFipsEndpoint: true }],
    [{ region: "eu-west-1", useDualstackEndpoint: true }],
    [{ endpoint: "http://127.0.0.1:8000" }],
    [{ endpoint: "http://[::1]:8000" }],
    [{ endpoint: "https://gateway.example:443" }],
    [{ endpoint: "https://gateway.example:8443/local/dynamodb" }],
    [{ endpoint: "http://gateway.example/local/" }],
    [{ endpoint: { protocol: "http:", hostname: "table", port: 8080, path: "/" } }],
  ])("is asked where the SDK itself would send to: %j", async (config) => {
    const sdk = clientFor(config);
    const target = targetOf(await connectionOf(sdk.client, "dynamodb").endpoint());

    expect(target).toEqual(await targetOfSdk(sdk));
  });

  it("is asked for the endpoint that its config file has for the service", async () => {
    const folder = await mkdtemp(join(tmpdir(), "config-"));
    const file = join(folder, "config");
    const lines = ["[default]", "services = here", "[services here]", "dynamodb ="];
    await writeFile(file, [...lines, "  endpoint_url = http://127.0.0.1:8123", ""].join("\n"));
    process.env = { AWS_CONFIG_FILE: file, HOME: folder };
    const sdk = clientFor({});

    const target = targetOf(await connectionOf(sdk.client, "dynamodb").endpoint());

    expect(target).toMatchObject({ hostname: "127.0.0.1", port: 8123 });
    expect(target).toEqual(await targetOfSdk(sdk));
    await rm(folder, { recursive: true });
  });

  it("lends its region and its credentials, also renewed ones", async () => {
    let turn = 0;
    const { client } = clientFor({
      region: "eu-west-3",
      credentials: async () => ({ accessKeyId: `key-${++turn}`, secretAccessKey: "secret" }),
    });
    const connection = connectionOf(client, "dynamodb");

    expect(await connection.region()).toBe("eu-west-3");
    expect(await connection.credentials(false)).toMatchObject({ accessKeyId: "key-1" });
    expect(await connection.credentials(false)).toMatchObject({ accessKeyId: "key-1" });
    expect(await connection.credentials(true)).toMatchObject({ accessKeyId: "key-2" });
    expect(await connection.credentials(false)).toMatchObject({ accessKeyId: "key-2" });
  });

  it("is asked again for its endpoint when it could not say it the first time", async () => {
    const regions = [() => Promise.reject(new Error("no region yet")), async () => "eu-west-1"];
    const { client } = clientFor({ region: () => (regions.shift() ?? (async () => "x"))() });
    const connection = connectionOf(client, "dynamodb");

    await expect(connection.endpoint()).rejects.toThrow("no region yet");
    expect(hostOf(await connection.endpoint())).toBe("dynamodb.eu-west-1.amazonaws.com");
  });

  it("is accepted by its type", () => {
    const client: AwsClient = new DynamoDBClient({ region: "us-east-1" });

    expect(() => createDynamoEventWriter({ tableName: "events", client })).not.toThrow();
  });

  it.each([[{}], [{ config: {} }], ["client"], [null]])("is refused when it is %p", (client) => {
    expect(() => createDynamoEventWriter({ tableName: "events", client: client as never })).toThrow(
      new TypeError("client must be a client of the AWS SDK for JavaScript v3 for dynamodb"),
    );
  });
});

describe("without a client", () => {
  const read = () => connectionOfEnvironment("dynamodb");

  it.each([
    ["AWS_REGION", { AWS_REGION: "eu-central-1" }, "dynamodb.eu-central-1.amazonaws.com"],
    ["a region of China", { AWS_REGION: "cn-north-1" }, "dynamodb.cn-north-1.amazonaws.com.cn"],
    ["AWS_DEFAULT_REGION", { AWS_DEFAULT_REGION: "sa-east-1" }, "dynamodb.sa-east-1.amazonaws.com"],
    ["AWS_ENDPOINT_URL", { AWS_ENDPOINT_URL: "http://localhost:4566" }, "localhost:4566"],
    [
      "AWS_ENDPOINT_URL_DYNAMODB before AWS_ENDPOINT_URL",
      { AWS_ENDPOINT_URL: "http://a", AWS_ENDPOINT_URL_DYNAMODB: "http://[::1]:8000" },
      "[::1]:8000",
    ],
  ])("the endpoint comes from %s", async (_, variables, host) => {
    Object.assign(process.env, variables);

    expect(hostOf(await read().endpoint())).toBe(host);
  });

  it("the region and the credentials come from the environment, and follow it", async () => {
    Object.assign(process.env, {
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "first",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_SESSION_TOKEN: "token",
    });
    const connection = read();
    const first = { accessKeyId: "first", secretAccessKey: "secret", sessionToken: "token" };
    expect(await connection.region()).toBe("eu-central-1");
    expect(await connection.credentials(false)).toEqual(first);

    process.env.AWS_ACCESS_KEY_ID = "second";
    expect(await connection.credentials(false)).toMatchObject({ accessKeyId: "second" });
  });

  it("says which variable is missing", async () => {
    await expect(read().region()).rejects.toThrow("AWS_REGION is not set");
    await expect(read().endpoint()).rejects.toThrow("AWS_REGION is not set");
  });

  it("has the credentials that AWS's own provider finds where the environment has no keys", async () => {
    const folder = await mkdtemp(join(tmpdir(), "credentials-"));
    const file = join(folder, "credentials");
    await writeFile(file, "[shop]\naws_access_key_id = AKIDSHOP\naws_secret_access_key = s\n");
    process.env = { AWS_PROFILE: "shop", AWS_SHARED_CREDENTIALS_FILE: file, HOME: folder };

    const found = await read().credentials(true);

    expect(found).toMatchObject(await defaultProvider()());
    expect(found.accessKeyId).toBe("AKIDSHOP");
    await rm(folder, { recursive: true });
  });
});

describe("the way to a server", () => {
  let table: EventTable;
  let proxy: FaultProxy;
  beforeEach(async () => {
    table = await createEventTable({ indexes: [] });
  });
  afterEach(async () => {
    await proxy.stop();
    await table.stop();
  });

  async function deliver(endpoint: string, client?: AwsClient) {
    Object.assign(process.env, {
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "from-environment",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    });
    const { tableName } = table;
    const reasons: string[] = [];
    const writer = createDynamoEventWriter({
      ...{ tableName, client },
      undelivered: (_, reason) => reasons.push(reason),
    });
    writer(someRecord(1));
    await writer.flush({ deadline: Date.now() + 20_000 });
    expect(reasons).toEqual([]);
    return writer.counters;
  }

  it.each(["127.0.0.1", "::1"])("leads over %s, with and without a client", async (host) => {
    proxy = await startFaultProxy({ target: table.endpoint, plan: always(passOn), host });
    expect(await deliver(proxy.endpoint)).toMatchObject({ delivered: 1, retried: 0 });

    const config = { region: "us-east-1", endpoint: proxy.endpoint, credentials: testCredentials };
    const client = new DynamoDBClient(config);
    expect(await deliver("http://127.0.0.1:1", client)).toMatchObject({ delivered: 1, retried: 0 });
    client.destroy();

    const signers = proxy.requests.map(({ headers }) => headers.authorization?.split("/")[0]);
    expect(signers).toEqual([
      "AWS4-HMAC-SHA256 Credential=from-environment",
      "AWS4-HMAC-SHA256 Credential=test",
    ]);
  });

  it("leads to the path of an endpoint", async () => {
    proxy = await startFaultProxy({ target: table.endpoint, plan: always(passOn) });
    await deliver(`${proxy.endpoint}/behind/a%20gateway`);

    expect(proxy.requests.map(({ path }) => path)).toEqual(["/behind/a%20gateway/"]);
  });
});

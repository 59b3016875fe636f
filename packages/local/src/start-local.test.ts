import { setTimeout as delay } from "node:timers/promises";
import { DynamoDBClient, GetItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { writeCdkOut } from "../test/cdk-out.js";
import { shop } from "../test/shop.js";
import { type LocalApp, type Log, OPERATOR_CREDENTIALS, startLocal } from "./index.js";

// Processes and servers start slowly on a machine that is busy with other tests.
jest.setTimeout(60_000);

const notes: string[] = [];
const lines: string[] = [];
const log: Log = {
  note: (text) => notes.push(text),
  functionLine: ({ functionLabel, text }) => lines.push(`${functionLabel}: ${text}`),
};
const cdkOut = writeCdkOut(shop);

let app: LocalApp;
let client: DynamoDBClient;

beforeAll(async () => {
  app = await startLocal({ cdkOut: cdkOut.folder, redeliverAfterMs: 20, log });
  client = new DynamoDBClient({
    endpoint: app.dynamodbEndpoint,
    region: app.region,
    credentials: OPERATOR_CREDENTIALS,
  });
});

afterAll(async () => {
  client.destroy();
  await app.stop();
  cdkOut.remove();
});

describe("an app on this machine", () => {
  it("reports in one line what does not run, and why", () => {
    expect(notes).toContain(
      "not run here: AWS::Cognito::UserPool (1, only its Lambda triggers are), AWS::RDS::DBInstance (1)",
    );
    expect(notes).toContain(
      "not run here: function Python: its runtime is python3.13, not Node.js",
    );
    expect(notes).toContainEqual(
      expect.stringMatching(
        /function NeedsDatabase: NeedsDatabase.Environment cannot be resolved here: only AWS knows the Endpoint.Address of Database/,
      ),
    );
  });

  it("skips a trigger with a value that only AWS knows, and runs the others", () => {
    expect(notes).toContainEqual(
      expect.stringMatching(/^not run here: Remote: Remote.Targets cannot be resolved here: /),
    );
    expect(app.describe().schedules.map(({ name }) => name)).toEqual(["Nightly", "Hourly"]);
  });

  it("has the table that its template describes", () => {
    expect(app.tableName).toBe("shop-Events");
  });

  it("allows a function what its role is granted", async () => {
    const sk = "2026-11-24T00:00:00.000000Z#A#1";
    const result = await app.invoke("Writer", { sk });
    expect(result).toMatchObject({ ok: true, value: { status: 200 } });
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: app.tableName,
        Key: { pk: { S: "ORIGIN#shop" }, sk: { S: sk } },
      }),
    );
    expect(Item?.sk?.S).toBe(sk);
  });

  it("lets a function address its table by ARN", async () => {
    const sk = "2026-11-24T00:00:00.000000Z#A#2";
    expect(await app.invoke("WriterByArn", { sk })).toMatchObject({ value: { status: 200 } });
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: app.tableName,
        Key: { pk: { S: "ORIGIN#shop" }, sk: { S: sk } },
      }),
    );
    expect(Item?.sk?.S).toBe(sk);
  });

  it("rejects a call that is not granted, as AWS does", async () => {
    expect(await app.invoke("Forbidden", { sk: "x" })).toMatchObject({
      ok: true,
      value: {
        status: 400,
        body: {
          __type: "com.amazon.coral.service#AccessDeniedException",
          Message:
            "User: arn:aws:sts::000000000000:assumed-role/shop-Role/shop-Forbidden is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table/shop-Events because no identity-based policy allows the dynamodb:PutItem action",
        },
      },
    });
  });

  it("allows the operator to read, but not to scan", async () => {
    const scan = client.send(new ScanCommand({ TableName: app.tableName }));
    await expect(scan).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  it("serves the routes of its HTTP API", async () => {
    const response = await fetch(`${app.url}/echo/42?a=1&a=2&b=%20`, {
      method: "POST",
      headers: { "content-type": "application/json", "X-Two": "2", cookie: "a=1; b=2" },
      body: '{"plan":"pro"}',
    });
    expect(response.status).toBe(200);
    const event = await response.json();
    expect(event).toMatchObject({
      version: "2.0",
      routeKey: "POST /echo/{id}",
      rawPath: "/echo/42",
      rawQueryString: "a=1&a=2&b=%20",
      queryStringParameters: { a: "1,2", b: " " },
      pathParameters: { id: "42" },
      cookies: ["a=1", "b=2"],
      headers: { "content-type": "application/json", "x-two": "2" },
      requestContext: { http: { method: "POST", path: "/echo/42" }, stage: "$default" },
      body: '{"plan":"pro"}',
      isBase64Encoded: false,
    });
    expect(event).not.toHaveProperty("headers.cookie");
  });

  it("passes a form on in base 64, as API Gateway does", async () => {
    const response = await fetch(`${app.url}/echo/1`, {
      method: "POST",
      body: new URLSearchParams({ a: "1" }),
    });
    expect(await response.json()).toMatchObject({ body: "YT0x", isBase64Encoded: true });
  });

  it.each([
    ["GET", "/echo/42"],
    ["POST", "/echo"],
    ["POST", "/"],
  ])("answers 404 to %s %s, which no route serves", async (method, path) => {
    expect((await fetch(app.url + path, { method })).status).toBe(404);
  });

  it("delivers messages, the failed ones again, and then to the dead-letter queue", async () => {
    app.send("Jobs/Queue", "ok", { correlationId: "c-1" });
    app.send("Jobs/Queue", "fail");
    await app.whenQueuesAreEmpty();
    while (lines.length < 3) await delay(10);
    expect(lines).toEqual([
      'Batch: [["ok","1","c-1"],["fail","1",null]]',
      'Batch: [["fail","2",null]]',
      'Batch: [["fail","3",null]]',
    ]);
    expect(app.describe().queues).toEqual([
      { name: "Jobs/Queue", waiting: 0, inFlight: 0 },
      { name: "DeadJobs", waiting: 1, inFlight: 0 },
    ]);
    expect(notes).toContain("Batch reported 1 of 2 messages of Jobs/Queue as failed");
  });

  it("fires schedules with the event of EventBridge, or the input that is given", async () => {
    const [nightly] = await app.fire("Nightly");
    expect(nightly).toMatchObject({
      ok: true,
      value: {
        source: "aws.events",
        "detail-type": "Scheduled Event",
        resources: ["arn:aws:events:us-east-1:000000000000:rule/shop-Nightly"],
        detail: {},
      },
    });
    expect(await app.fire("hourly")).toMatchObject([{ ok: true, value: { hourly: true } }]);
  });

  it("fires the triggers of a user pool", async () => {
    const request = { userAttributes: { sub: "u_1", email: "a@example.com" } };
    expect(
      await app.trigger("Users", "PostConfirmation", { userName: "u_1", request }),
    ).toMatchObject({
      ok: true,
      value: {
        triggerSource: "PostConfirmation_ConfirmSignUp",
        userPoolId: expect.stringMatching(/^us-east-1_[\da-f]{9}$/),
        userName: "u_1",
        request,
        response: {},
      },
    });
    await expect(app.trigger("Users", "PreSignUp", { userName: "u" })).rejects.toThrow(
      "Users has no trigger 'PreSignUp'; it has: PostConfirmation",
    );
  });

  it("gives a user pool the same id in the template and in its triggers", async () => {
    const ids = await app.invoke("PoolId", {});
    const event = await app.trigger("Users", "PostConfirmation", { userName: "u_1" });
    expect(event).toMatchObject({ value: { userPoolId: (ids as { value: string }).value } });
  });

  it("lists the names when one is unknown", async () => {
    await expect(app.invoke("Nobody", {})).rejects.toThrow(
      "unknown function 'Nobody': use one of Echo, PoolId, Writer, WriterByArn, Forbidden, Batch",
    );
    expect(() => app.send("Nobody", "x")).toThrow("unknown queue 'Nobody'");
    expect(() => app.send("Jobs/Queue", "")).toThrow("a message must have 1 to 1048576 bytes");
  });
});

it("delivers nothing after it was stopped, and reports no failures", async () => {
  const stopped: string[] = [];
  const started: string[] = [];
  const other = await startLocal({
    cdkOut: cdkOut.folder,
    log: {
      note: (text) => stopped.push(text),
      functionLine: ({ text }) => started.push(text),
    },
  });
  for (let n = 0; n < 200; n += 1) other.send("Jobs/Queue", `hang ${n}`);
  while (started.length === 0) await delay(10);
  stopped.length = 0;

  await other.stop();

  expect(stopped).toEqual([]);
  expect(other.describe().queues[0]).toEqual({ name: "Jobs/Queue", waiting: 0, inFlight: 0 });
});

describe("local's own routes", () => {
  const post = (path: string, body?: string, headers: Record<string, string> = {}) =>
    fetch(`${app.url}/_local${path}`, { method: "POST", body, headers });

  it("list what there is", async () => {
    const response = await fetch(`${app.url}/_local`);
    expect(await response.json()).toMatchObject({
      functions: expect.arrayContaining([{ name: "Echo", runtime: "nodejs24.x" }]),
      schedules: expect.arrayContaining([{ name: "Nightly", expression: "cron(0 2 * * ? *)" }]),
      httpApis: [{ name: "Api", routes: ["POST /echo/{id}"] }],
    });
  });

  it("invoke a function", async () => {
    const response = await post("/functions/Echo", '{"a":1}');
    expect([response.status, await response.json()]).toEqual([200, { a: 1 }]);
  });

  it("send a message, with attributes from the query", async () => {
    const response = await post("/queues/DeadJobs?correlationId=c-2", "hello");
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ messageId: expect.any(String) });
  });

  it("fire schedules and user pools", async () => {
    expect((await post("/schedules/Hourly")).status).toBe(200);
    const signUp = await post("/user-pools/Users/PostConfirmation", '{"userName":"u_9"}');
    expect(await signUp.json()).toMatchObject({ userName: "u_9" });
  });

  it.each([
    ["/functions/Nobody", "{}", 400, /unknown function/],
    ["/functions/Echo", "{", 400, /the body is not valid JSON/],
    ["/queues/Jobs%2FQueue", "", 400, /a message must have 1 to/],
    ["/user-pools/Users/PostConfirmation", "{}", 400, /needs a userName/],
    ["/nothing", "{}", 404, /unknown path 'nothing'/],
    ["/functions/%zz", "{}", 400, /URI malformed/],
  ])("answer a wrong call to %s", async (path, body, status, message) => {
    const response = await post(path, body);
    expect(response.status).toBe(status);
    expect(((await response.json()) as { message: string }).message).toMatch(message);
  });

  it("are closed to the pages of other sites", async () => {
    const foreign = await post("/functions/Echo", "{}", { origin: "https://evil.example" });
    expect(foreign.status).toBe(403);
    const own = await post("/functions/Echo", "{}", { origin: app.url });
    expect(own.status).toBe(200);
  });
});

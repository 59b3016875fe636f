import {
  CreateQueueCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  type SQSClientConfig,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { HttpServer } from "../http-server.js";
import { startGateway } from "../permissions/gateway.js";
import type { Principal } from "../permissions/principals.js";
import { createQueue, type Queue } from "../triggers/queue.js";

const ACCOUNT = "123456789012";
const scope = { account: ACCOUNT, region: "eu-west-1" };
const arnOf = (name: string) => `arn:aws:sqs:eu-west-1:${ACCOUNT}:${name}`;

const queues: Queue[] = [];
let gateway: HttpServer;
let jobs: Queue;
let small: Queue;

beforeAll(async () => {
  const grant = { effect: "Allow", actions: ["sqs:SendMessage"], resources: [arnOf("*")] } as const;
  const forbid = { ...grant, effect: "Deny", resources: [arnOf("jobs")] } as const;
  const principal = (statements: Principal["statements"]) => ({
    arn: "arn:aws:sts::123456789012:assumed-role/role/function",
    statements,
    scope,
  });
  const principals = new Map([
    ["LOCALGRANTED", principal([grant])],
    ["LOCALFORBIDDEN", principal([grant, forbid])],
    ["LOCALSTRANGER", principal([{ ...grant, actions: ["sqs:SendMessageBatch"] }])],
  ]);
  gateway = await startGateway({
    upstream: "http://127.0.0.1:9",
    region: "us-east-1",
    tables: [],
    queues,
    principals,
  });
});

afterAll(() => gateway.stop());

beforeEach(() => {
  const make = (name: string, maxMessageBytes?: number) =>
    createQueue({
      label: name,
      logicalId: name,
      name,
      arn: arnOf(name),
      region: "eu-west-1",
      redeliverAfterMs: 20,
      maxMessageBytes,
    });
  jobs = make("jobs");
  small = make("small", 1024);
  queues.splice(0, queues.length, jobs, small);
});

/** The client of AWS: it also compares the digests that come back with what it sent. */
async function withClient<Result>(
  act: (client: SQSClient) => Promise<Result>,
  settings: SQSClientConfig = {},
): Promise<Result> {
  const client = new SQSClient({
    region: "eu-west-1",
    endpoint: gateway.url,
    credentials: credentialsOf("LOCALGRANTED"),
    maxAttempts: 1,
    ...settings,
  });
  try {
    return await act(client);
  } finally {
    client.destroy();
  }
}

const credentialsOf = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: "local" });
const urlOf = (name: string) => `${gateway.url}/${ACCOUNT}/${name}`;
const send = (MessageBody: string, QueueUrl = urlOf("jobs"), accessKeyId = "LOCALGRANTED") =>
  withClient((client) => client.send(new SendMessageCommand({ QueueUrl, MessageBody })), {
    credentials: credentialsOf(accessKeyId),
  });
const sendBatch = (
  Entries: { Id: string; MessageBody: string }[],
  QueueUrl = urlOf("jobs"),
  accessKeyId = "LOCALGRANTED",
) =>
  withClient((client) => client.send(new SendMessageBatchCommand({ QueueUrl, Entries })), {
    credentials: credentialsOf(accessKeyId),
  });
const bodiesOf = (queue: Queue) => queue.receive(100).map(({ body }) => body);

describe("SendMessage", () => {
  it("puts a message with its attributes into the queue of the URL", async () => {
    const { MessageId } = await withClient((client) =>
      client.send(
        new SendMessageCommand({
          QueueUrl: urlOf("jobs"),
          MessageBody: '{"jobId":"ü"}',
          MessageAttributes: { correlationId: { DataType: "String", StringValue: "c-1" } },
        }),
      ),
    );
    expect(jobs.receive(10)).toEqual([
      expect.objectContaining({
        messageId: MessageId,
        body: '{"jobId":"ü"}',
        attributes: { correlationId: "c-1" },
      }),
    ]);
    expect(small.waiting()).toBe(0);
  });

  it("is reached by the URL of a queue alone, and by the URL on AWS at this endpoint", async () => {
    const onAws = `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/jobs`;
    const ignore = () => {};
    // It would warn that it follows the URL, which is what is wanted.
    const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
    await withClient(
      (client) =>
        client.send(new SendMessageCommand({ QueueUrl: urlOf("jobs"), MessageBody: "1" })),
      { endpoint: undefined, logger },
    );
    await withClient((client) =>
      client.send(new SendMessageCommand({ QueueUrl: onAws, MessageBody: "2" })),
    );
    expect(bodiesOf(jobs)).toEqual(["1", "2"]);
  });

  it.each([
    ["no body", "", "MissingParameter", /must contain the parameter MessageBody/],
    ["a control character", "a\u0000", "InvalidMessageContents", /outside the allowed set/],
    ["a character that XML does not know", "\uFFFF", "InvalidMessageContents", /U\+FFFF/],
    [
      "more than 1 MiB",
      "x".repeat(1_048_577),
      "InvalidParameterValue",
      /must be shorter than 1048576 bytes, this one has 1048577/,
    ],
  ])("refuses a message with %s", async (_what, body, name, message) => {
    await expect(send(body)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
    expect(jobs.waiting()).toBe(0);
  });

  it("takes no more than the queue allows", async () => {
    await send("x".repeat(1024), urlOf("small"));
    await expect(send("x".repeat(1025), urlOf("small"))).rejects.toMatchObject({
      name: "InvalidParameterValue",
    });
    expect(small.waiting()).toBe(1);
  });

  it("rejects binary attributes, which its queues do not support", async () => {
    const MessageAttributes = {
      image: { DataType: "Binary", BinaryValue: new Uint8Array([1]) },
    };
    const sent = withClient((client) =>
      client.send(
        new SendMessageCommand({ QueueUrl: urlOf("jobs"), MessageBody: "x", MessageAttributes }),
      ),
    );
    await expect(sent).rejects.toThrow("'image' has no StringValue");
  });
});

describe("SendMessageBatch", () => {
  const entries = (count: number, MessageBody = "x") =>
    Array.from({ length: count }, (_, index) => ({ Id: String(index), MessageBody }));

  it("puts ten messages into the queue, in order", async () => {
    const batch = entries(10).map(({ Id }) => ({ Id, MessageBody: `message ${Id}` }));
    const { Successful, Failed } = await sendBatch(batch);
    expect(Successful?.map(({ Id }) => Id)).toEqual(batch.map(({ Id }) => Id));
    expect(Failed).toEqual([]);
    expect(bodiesOf(jobs)).toEqual(batch.map(({ MessageBody }) => MessageBody));
  });

  it("fails a wrong message alone", async () => {
    const { Successful, Failed } = await sendBatch(
      [
        { Id: "long", MessageBody: "x".repeat(1025) },
        { Id: "good", MessageBody: "x" },
        { Id: "control", MessageBody: "\u0007" },
      ],
      urlOf("small"),
    );
    expect(Successful).toEqual([expect.objectContaining({ Id: "good" })]);
    expect(Failed).toEqual([
      expect.objectContaining({ Id: "long", Code: "InvalidParameterValue", SenderFault: true }),
      expect.objectContaining({ Id: "control", Code: "InvalidMessageContents", SenderFault: true }),
    ]);
    expect(bodiesOf(small)).toEqual(["x"]);
  });

  it.each([
    ["nothing", [], "EmptyBatchRequest", /at least one/],
    ["eleven messages", entries(11), "TooManyEntriesInBatchRequest", /are 10. You have sent 11/],
    [
      "more than 1 MiB in all",
      entries(2, "x".repeat(600_000)),
      "BatchRequestTooLong",
      /than 1048576 bytes. You have sent 1200000/,
    ],
    ["the same id twice", [...entries(1), ...entries(1)], "BatchEntryIdsNotDistinct", /Id 0/],
    ["a wrong id", [{ Id: "a b", MessageBody: "x" }], "InvalidBatchEntryId", /received 'a b'/],
  ])("refuses %s", async (_what, batch, name, message) => {
    await expect(sendBatch(batch)).rejects.toMatchObject({
      name: expect.stringMatching(`${name}$`),
      message: expect.stringMatching(message),
    });
    expect(jobs.waiting()).toBe(0);
  });
});

describe("SQS", () => {
  const denied = (reason: string) => ({
    name: "AccessDenied",
    message: `User: arn:aws:sts::123456789012:assumed-role/role/function is not authorized to perform: sqs:sendmessage on resource: ${arnOf("jobs")} ${reason}`,
  });

  it("rejects a caller without permission to send, in AWS's words", async () => {
    const reason = "because no identity-based policy allows the sqs:sendmessage action";
    await expect(send("x", urlOf("jobs"), "LOCALSTRANGER")).rejects.toMatchObject(denied(reason));
    const batch = sendBatch([{ Id: "0", MessageBody: "x" }], urlOf("jobs"), "LOCALSTRANGER");
    await expect(batch).rejects.toMatchObject(denied(reason));
    expect(jobs.waiting()).toBe(0);
  });

  it("says that a call is denied on purpose, on that queue only", async () => {
    await expect(send("x", urlOf("jobs"), "LOCALFORBIDDEN")).rejects.toMatchObject(
      denied("with an explicit deny in an identity-based policy"),
    );
    await send("x", urlOf("small"), "LOCALFORBIDDEN");
    expect(small.waiting()).toBe(1);
  });

  it("does not know a queue that the app does not have", async () => {
    await expect(send("x", urlOf("nothing"))).rejects.toMatchObject({
      name: expect.stringMatching(/QueueDoesNotExist|NonExistentQueue/),
      message: `The specified queue does not exist: ${arnOf("nothing")}.`,
    });
  });

  it("lists the supported operations when it gets another one", async () => {
    const created = withClient(
      (client) => client.send(new CreateQueueCommand({ QueueName: "q" })),
      {
        endpoint: gateway.url,
      },
    );
    await expect(created).rejects.toMatchObject({
      name: expect.stringMatching(/UnsupportedOperation$/),
      message: expect.stringMatching(/SendMessageBatch .*, received AmazonSQS.CreateQueue/),
    });
  });

  it.each([
    ["no JSON", "{", /not a JSON object/],
    ["no queue", "{}", /must end with the account and the name of a queue, received undefined/],
    ["half a URL", '{"QueueUrl":"http://127.0.0.1/jobs"}', /received "http:\/\/127.0.0.1\/jobs"/],
    ["entries that are none", JSON.stringify({ QueueUrl: "u", Entries: [null] }), /received "u"/],
  ])("answers a request with %s", async (_what, body, message) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message: expect.stringMatching(message) });
  });

  it.each([
    [[null], /id .* received ''/],
    ["many", /at least one/],
  ])("answers a batch of %j", async (Entries, message) => {
    const response = await post(JSON.stringify({ QueueUrl: urlOf("jobs"), Entries }));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message: expect.stringMatching(message) });
  });

  const post = (body: string) =>
    fetch(gateway.url, {
      method: "POST",
      headers: {
        "x-amz-target": "AmazonSQS.SendMessageBatch",
        authorization:
          "AWS4-HMAC-SHA256 Credential=LOCALGRANTED/20261124/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=x",
      },
      body,
    });
});

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import { createEventTable, testCredentials } from "@service-events/testing/event-table";
import { seededRandom } from "@service-events/testing/fault-proxy/random";
import { getEventsForOrigin } from "../../../query/src/index.js";
import { createDynamoEventWriter } from "../sinks/dynamodb/writer.js";
import { someRecord } from "./scripted-sink.test-support.js";

/**
 * As much of SQS as takes messages: SendMessageBatch of its JSON protocol, with its limits of 10 entries and 256 KiB,
 * and with entries that fail on their own.
 */
interface FakeQueue {
  url: string;
  readonly bodies: string[];
  readonly batches: number[];
  /** How many entries are refused from now on, as a queue that is throttled refuses them. */
  refuse: number;
  /** How long an answer takes, in ms. */
  pauseMs: number;
  /** Whether something in between answers in its place, and confirms nothing. */
  isAway: boolean;
  stop(): Promise<void>;
}

async function startQueue(): Promise<FakeQueue> {
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const { QueueUrl, Entries } = JSON.parse(text) as {
        QueueUrl: string;
        Entries: { Id: string; MessageBody: string }[];
      };
      const known = QueueUrl === queue.url;
      const target = request.headers["x-amz-target"];
      const size = Entries.reduce((sum, entry) => sum + Buffer.byteLength(entry.MessageBody), 0);
      if (
        !known ||
        target !== "AmazonSQS.SendMessageBatch" ||
        Entries.length > 10 ||
        size > 262_144
      ) {
        response
          .writeHead(400)
          .end('{"__type":"com.amazonaws.sqs#InvalidParameterValueException"}');
        return;
      }
      if (queue.isAway) {
        response.end("{}");
        return;
      }
      queue.batches.push(Entries.length);
      const Failed = Entries.splice(0, queue.refuse).map(({ Id }) => ({
        Id,
        SenderFault: false,
        Code: "ThrottlingException",
      }));
      queue.refuse -= Failed.length;
      queue.bodies.push(...Entries.map(({ MessageBody }) => MessageBody));
      const answer = JSON.stringify({ Successful: Entries.map(({ Id }) => ({ Id })), Failed });
      setTimeout(() => response.end(answer), queue.pauseMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const queue: FakeQueue = {
    url: `http://127.0.0.1:${port}/123456789012/undelivered`,
    bodies: [],
    batches: [],
    refuse: 0,
    pauseMs: 0,
    isAway: false,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  process.env.AWS_ENDPOINT_URL_SQS = `http://127.0.0.1:${port}`;
  return queue;
}

let queue: FakeQueue;

beforeEach(async () => {
  process.env.AWS_REGION = "us-east-1";
  process.env.AWS_ACCESS_KEY_ID ??= testCredentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY ??= testCredentials.secretAccessKey;
  process.env.AWS_ENDPOINT_URL_DYNAMODB = "http://127.0.0.1:1";
  queue = await startQueue();
});

afterEach(async () => {
  delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
  delete process.env.EVENT_LOG_DEAD_LETTER_QUEUE;
  await queue.stop();
});

function writerWith(lines: EventRecord<string>[], deadLetterQueueUrl = queue.url) {
  return createDynamoEventWriter({
    tableName: "event-log",
    deadLetterQueueUrl,
    undelivered: (records) => lines.push(...records),
  });
}

interface Message {
  sink: string;
  record: EventRecord;
}

function bySortKey(a: { sk: string }, b: { sk: string }): number {
  return a.sk < b.sk ? -1 : 1;
}

it("takes what a dead table does not, within the deadline of the flush", async () => {
  const lines: EventRecord<string>[] = [];
  const writer = writerWith(lines);
  const records = Array.from({ length: 23 }, (_, n) => someRecord(`\ufffe\uffff ${n}`));
  queue.refuse = 3;
  for (const record of records) writer(record);

  const startedAt = Date.now();
  const report = await writer.flush({ deadline: startedAt + 2_000 });

  expect(report).toEqual({ delivered: 0, undelivered: 23, pending: 0 });
  const sent = queue.bodies.map((body) => JSON.parse(body) as Message);
  expect(new Set(sent.map(({ sink }) => sink))).toEqual(new Set(["dynamodb:event-log"]));
  expect(sent.map(({ record }) => record).toSorted(bySortKey)).toEqual(records.toSorted(bySortKey));
  expect(queue.bodies.join("")).not.toMatch(/[\ufffe\uffff]/);
  expect(Math.max(...queue.batches)).toBeLessThanOrEqual(10);
  expect(lines).toEqual([]);
});

it("has only what it confirms: an answer that names no message stores none", async () => {
  const lines: EventRecord<string>[] = [];
  const writer = writerWith(lines);
  const records = Array.from({ length: 12 }, () => someRecord());
  queue.isAway = true;
  for (const record of records) writer(record);
  await writer.flush({ deadline: Date.now() + 1_000 });

  expect(lines.toSorted(bySortKey)).toEqual(records.toSorted(bySortKey));
});

it("takes nothing that the table took", async () => {
  const table = await createEventTable();
  process.env.AWS_ENDPOINT_URL_DYNAMODB = table.endpoint;
  const writer = createDynamoEventWriter({
    tableName: table.tableName,
    deadLetterQueueUrl: queue.url,
  });
  writer(someRecord());
  await writer.flush();
  const { tableName, client } = table;
  expect(await getEventsForOrigin({ tableName, client, origin: "test" })).toHaveLength(1);
  expect(queue.bodies).toEqual([]);
  await table.stop();
});

it("leaves the line as the last resort: for a queue that is dead, too, and for a record too large for it", async () => {
  const lines: EventRecord<string>[] = [];
  const large = { ...someRecord(), payload: { text: "x".repeat(300_000) } };
  const reasons: string[] = [];
  const writer = createDynamoEventWriter({
    tableName: "event-log",
    deadLetterQueueUrl: queue.url,
    undelivered(records, reason) {
      lines.push(...records);
      reasons.push(reason);
    },
  });
  writer(large);
  await writer.flush({ deadline: Date.now() + 500 });
  expect(lines).toEqual([large]);

  await queue.stop();
  const record = someRecord();
  writer(record);
  await writer.flush({ deadline: Date.now() + 500 });
  expect(lines).toEqual([large, record]);
  expect(reasons[1]).toMatch(
    /^the flush .*and dynamodb:event-log before it: the flush .*ECONNREFUSED/,
  );
});

it("keeps the events of an invocation apart from those of another with a nearer deadline", async () => {
  const random = seededRandom(3);
  for (let run = 0; run < 5; run++) {
    const handedOver: string[] = [];
    let reason = "";
    const writer = createDynamoEventWriter({
      tableName: "event-log",
      deadLetterQueueUrl: queue.url,
      undelivered(records, why) {
        handedOver.push(...records.map(({ sk }) => sk));
        reason = why;
      },
    });
    queue.pauseMs = 150;
    const [hasty, patient] = [writer.fork(), writer.fork()];
    const [late, fine] = [someRecord(), someRecord()];
    patient(fine);
    await sleep(random() * 20);
    hasty(late);
    // The queue answers in time for one of them only, and the table for none.
    await Promise.all([
      hasty.flush({ deadline: 20 + random() * 60 }),
      patient.flush({ deadline: 3_000 }),
    ]);

    expect(handedOver).toEqual([late.sk]);
    expect(reason).toMatch(/before it: the flush reached its deadline/);
    expect(queue.bodies.join()).toContain(fine.sk);
  }
});

it("is the one that the environment names", async () => {
  process.env.EVENT_LOG_DEAD_LETTER_QUEUE = queue.url;
  const writer = createDynamoEventWriter({ tableName: "event-log" });
  const invocation = writer.fork();
  invocation(someRecord());
  await invocation.flush({ deadline: Date.now() + 500 });
  expect(queue.bodies).toHaveLength(1);
});

it("is refused when its URL is none", () => {
  expect(() => writerWith([], "undelivered")).toThrow(
    "the dead-letter queue must be given by its URL, received 'undelivered'",
  );
});

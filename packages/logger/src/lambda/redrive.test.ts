import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import {
  createEventTable,
  type EventTable,
  testCredentials,
} from "@service-events/testing/event-table";
import { getEventsForOrigin, readOrigins } from "../../../query/src/index.js";
import { handler } from "./redrive.js";

let table: EventTable;

beforeAll(async () => {
  table = await createEventTable();
  process.env.EVENT_LOG_TABLE = table.tableName;
  process.env.AWS_REGION = "us-east-1";
  process.env.AWS_ACCESS_KEY_ID ??= testCredentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY ??= testCredentials.secretAccessKey;
});

afterAll(() => table.stop());

function message(number: number) {
  const record: EventRecord = {
    pk: "ORIGIN#orders",
    sk: `2026-11-24T02:48:15.${String(number).padStart(6, "0")}Z#JOB_FAILED#process1`,
    origin: "orders",
    event: "JOB_FAILED" as EventRecord["event"],
    createdAt: `2026-11-24T02:48:15.${String(number).padStart(6, "0")}Z`,
    description: "Kept in the queue",
    ttl: null,
  };
  return { messageId: `m_${number}`, body: JSON.stringify(record) };
}

const inTime = { getRemainingTimeInMillis: () => 1_500 };

function stored() {
  return getEventsForOrigin({ tableName: table.tableName, client: table.client, origin: "orders" });
}

it("leaves in the queue what the table does not take yet, and takes out what it does", async () => {
  const Records = [message(1), message(2)];

  process.env.AWS_ENDPOINT_URL_DYNAMODB = "http://127.0.0.1:1";
  const whileDown = await handler({ Records }, inTime);
  expect(whileDown.batchItemFailures).toEqual([
    { itemIdentifier: "m_1" },
    { itemIdentifier: "m_2" },
  ]);

  process.env.AWS_ENDPOINT_URL_DYNAMODB = table.endpoint;
  expect(await handler({ Records }, inTime)).toEqual({ batchItemFailures: [] });
  expect(await stored()).toHaveLength(2);
});

it("stores a message that comes twice once", async () => {
  await handler({ Records: [message(3)] }, inTime);
  await handler({ Records: [message(3)] }, inTime);
  expect((await stored()).filter(({ createdAt }) => createdAt.includes("000003"))).toHaveLength(1);
});

it("says what it drops: a message that holds no event", async () => {
  const error = jest.spyOn(console, "error").mockImplementation(() => {});
  const answer = await handler({ Records: [{ messageId: "m_4", body: "[]" }] }, inTime);
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(error).toHaveBeenCalledWith(expect.stringContaining("holds no event"));
  error.mockRestore();
});

describe("a message that says which table did not take it", () => {
  const from = (sink: string, number: number) => {
    const { messageId, body } = message(number);
    return {
      messageId,
      body: `{"undelivered":"x","sink":${JSON.stringify(sink)},"record":${body}}`,
    };
  };

  it("is written when it is this table, by name or by ARN, and its origin is registered", async () => {
    const arn = `arn:aws:dynamodb:us-east-1:123456789012:table/${table.tableName}`;
    const Records = [from(`dynamodb:${table.tableName}`, 11), from(`dynamodb:${arn}`, 12)];

    expect(await handler({ Records }, inTime)).toEqual({ batchItemFailures: [] });
    expect((await stored()).map(({ createdAt }) => createdAt.slice(-4, -1))).toEqual(
      expect.arrayContaining(["011", "012"]),
    );
    const { tableName, client } = table;
    expect(await readOrigins({ tableName, client })).toEqual([
      { origin: "orders", shards: 1, events: { JOB_FAILED: {} } },
    ]);
  });

  it("stays in the queue, and says why, when it is another table", async () => {
    const error = jest.spyOn(console, "error").mockImplementation(() => {});
    const elsewhere = `dynamodb:arn:aws:dynamodb:eu-west-1:123456789012:table/${table.tableName}`;
    const Records = [from("dynamodb:other-log", 21), from(elsewhere, 22), from("otlp:x", 23)];

    const answer = await handler({ Records }, inTime);

    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
      "m_21",
      "m_22",
      "m_23",
    ]);
    expect(error).toHaveBeenCalledWith(expect.stringContaining("is for dynamodb:other-log"));
    expect((await stored()).filter(({ createdAt }) => /02[123]Z$/.test(createdAt))).toEqual([]);
    error.mockRestore();
  });
});

it("drops a forged message, which would delete or overwrite something", async () => {
  const error = jest.spyOn(console, "error").mockImplementation(() => {});
  const good = JSON.parse(message(31).body) as EventRecord;
  const forged = [
    { ...good, pk: "ORIGINS", sk: "orders#128" },
    { ...good, ttl: '1"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"x' },
    { ...good, event: "JOB" },
  ];
  const Records = forged.map((record, n) => ({
    messageId: `f_${n}`,
    body: JSON.stringify(record),
  }));

  expect(await handler({ Records }, inTime)).toEqual({ batchItemFailures: [] });
  expect(error).toHaveBeenCalledTimes(3);
  expect((await stored()).filter(({ createdAt }) => createdAt.includes("000031"))).toEqual([]);
  error.mockRestore();
});

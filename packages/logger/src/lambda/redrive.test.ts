import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import {
  createEventTable,
  type EventTable,
  testCredentials,
} from "@service-events/testing/event-table";
import { getEventsForOrigin } from "../../../query/src/index.js";
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

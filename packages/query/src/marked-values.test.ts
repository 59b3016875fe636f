import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { createEventLog, type EventLog } from "./index.js";

/** As the logger stores what neither JSON nor DynamoDB can say: see the page of the docs about payloads. */
const PAYLOADS = {
  huge: { total: { $number: "1e+200" } },
  whole: { total: { $bigint: "9007199254740993" } },
  none: { total: { $number: "NaN" } },
  cycle: { total: { $ref: "payload" } },
  plain: { total: 100 },
  object: { total: { amount: 100 } },
};

let table: EventTable;
let log: EventLog;

beforeAll(async () => {
  table = await createEventTable();
  log = createEventLog(table);
  for (const [n, [name, payload]] of Object.entries(PAYLOADS).entries()) {
    const createdAt = `2026-11-24T02:48:15.00000${n}Z`;
    const item = { pk: "ORIGIN#orders", sk: `${createdAt}#PAID#process1`, origin: "orders" };
    const event = { ...item, event: "PAID", createdAt, description: name, payload };
    const command = { TableName: table.tableName, Item: marshall(event) };
    await table.client.send(new PutItemCommand(command));
  }
}, 60_000);

afterAll(() => table.stop());

it.each([
  ["payload.total:>=100", ["huge", "whole", "plain"]],
  ["payload.total:>1e100", ["huge"]],
  ["payload.total:1e200", ["huge"]],
  ["payload.total:9007199254740993", ["whole"]],
  ["payload.total:NaN", ["none"]],
  ["payload.total:100", ["plain"]],
  ["-payload.total:NaN", ["huge", "whole", "cycle", "plain", "object"]],
  ["payload.total.amount:100", ["object"]],
])("%s compares a marker with the value it replaced", async (text, expected) => {
  const page = await log.query(`origin:orders ${text}`, { order: "oldest" });

  expect(page.events.map(({ description }) => description)).toEqual(expected);
});

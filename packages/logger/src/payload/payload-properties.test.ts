import { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import fc from "fast-check";
import { anyValue, plainJson } from "../../test/any-value.js";
import { type Item, toAttributes } from "../../test/dynamodb-rules.js";
import { checkPayloadLaws } from "../../test/payload-laws.js";
import { toStorable } from "./storable.js";

/** A table is made and hundreds of values are written, on a machine that may be busy. */
const TIMEOUT_MS = 120_000;

describe("a snapshot of any value", () => {
  let table: EventTable;

  beforeAll(async () => {
    table = await createEventTable({ indexes: [] });
  }, TIMEOUT_MS);

  afterAll(() => table.stop());

  it(
    "keeps every law, and is accepted by the table",
    async () => {
      const items: Item[] = [];
      fc.assert(
        fc.property(anyValue(), (make) => {
          items.push(checkPayloadLaws(make()));
        }),
        { numRuns: 200 },
      );
      expect(items.length).toBeGreaterThanOrEqual(200);
      for (let start = 0; start < items.length; start += 25) {
        await write(table, items.slice(start, start + 25));
      }
    },
    TIMEOUT_MS,
  );

  it("is the value itself when that is JSON", () => {
    fc.assert(
      fc.property(plainJson(), (value) => {
        expect(toStorable(value)).toEqual({ value });
      }),
    );
  });

  it("does not change when the value does", () => {
    fc.assert(
      fc.property(plainJson(), (value) => {
        const { value: stored } = toStorable(value);
        const before = JSON.stringify(stored);
        scramble(value);
        expect(JSON.stringify(stored)).toBe(before);
      }),
    );
  });
});

async function write(table: EventTable, items: Item[]): Promise<void> {
  const requests = items.map((item) => ({ PutRequest: { Item: toAttributes(item) } }));
  const answer = await table.client.send(
    new BatchWriteItemCommand({ RequestItems: { [table.tableName]: requests } }),
  );
  expect(answer.UnprocessedItems).toEqual({});
}

function scramble(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) {
    scramble((value as Record<string, unknown>)[key]);
    Object.defineProperty(value, key, { value: "scrambled" });
  }
}

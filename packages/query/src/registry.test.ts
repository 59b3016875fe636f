import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { putItems, registryItem } from "../test/items.js";
import { readOrigins } from "./registry.js";

let table: EventTable;

beforeEach(async () => {
  table = await createEventTable();
});

afterEach(() => table.stop());

/** An item of one catalogue; items of old writers end with the shards. */
function catalogueItem(hash: string, ...origin: Parameters<typeof registryItem>) {
  const item = registryItem(...origin);
  return { ...item, sk: { S: `${item.sk?.S}#${hash}` } };
}

it("merges the catalogues of an origin: all types, the most shards, the highest version", async () => {
  await putItems(table, [
    catalogueItem("b", "orders", 1, { PAID: { version: 3, level: "info" }, OLD: {} }),
    catalogueItem("a", "orders", 1, { PAID: { version: 10, level: "warn" }, NEW: {} }),
    catalogueItem("c", "orders", 4, { PAID: { version: 2, level: "debug" } }),
  ]);

  expect(await readOrigins(table)).toEqual([
    {
      origin: "orders",
      shards: 4,
      events: { PAID: { version: 10, level: "warn" }, NEW: {}, OLD: {} },
    },
  ]);
});

it("completes a type from catalogues of the same version", async () => {
  await putItems(table, [
    catalogueItem("a", "orders", 1, { PAID: { level: "info" } }),
    catalogueItem("b", "orders", 1, { PAID: { description: "An order was paid" } }),
  ]);

  expect((await readOrigins(table))[0]?.events).toEqual({
    PAID: { level: "info", description: "An order was paid" },
  });
});

it("reads items of old writers, whose keys have no catalogue", async () => {
  await putItems(table, [
    registryItem("orders", 2, { PAID: {} }),
    catalogueItem("a", "orders", 1, { LATE: {} }),
    registryItem("billing"),
  ]);

  expect(await readOrigins(table)).toEqual([
    { origin: "billing", shards: 1, events: {} },
    { origin: "orders", shards: 2, events: { PAID: {}, LATE: {} } },
  ]);
});

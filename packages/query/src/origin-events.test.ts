import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { eventItem, putItems, registryItem } from "../test/items.js";
import { getEventsForOrigin, readOrigins } from "./index.js";

jest.setTimeout(60_000);

const at = (second: number) => `2026-11-24T02:00:${String(second).padStart(2, "0")}.000000Z`;
const anHourAgo = Math.floor(Date.now() / 1000) - 3600;

describe("getEventsForOrigin", () => {
  let table: EventTable;

  beforeAll(async () => {
    table = await createEventTable();
    await putItems(table, [
      registryItem("orders", 1),
      registryItem("orders", 3),
      ...Array.from({ length: 30 }, (_, n) =>
        eventItem({ origin: "orders", at: at(n), shard: n % 3 }),
      ),
      ...Array.from({ length: 20 }, (_, n) =>
        eventItem({ origin: "orders", at: at(30 + n), shard: n % 3, ttl: anHourAgo }),
      ),
      eventItem({ origin: "unlisted", at: at(0), userId: "u_1", level: "error" }),
      eventItem({ origin: "unlisted", at: at(1), compressed: true, payload: { jobId: 7 } }),
    ]);
  });

  afterAll(() => table.stop());

  it("returns the newest first over all shards, without expired items, up to the limit", async () => {
    const events = await getEventsForOrigin({ ...table, origin: "orders", limit: 25 });

    expect(events.map((event) => event.createdAt)).toEqual(
      Array.from({ length: 25 }, (_, n) => at(29 - n)),
    );
  });

  it("returns all events below the limit", async () => {
    expect(await getEventsForOrigin({ ...table, origin: "orders" })).toHaveLength(30);
    expect(await getEventsForOrigin({ ...table, origin: "nobody" })).toEqual([]);
  });

  it("reads an origin that is not in the registry, and opens compressed payloads", async () => {
    const events = await getEventsForOrigin({ ...table, origin: "unlisted" });

    expect(events).toEqual([
      {
        pk: "ORIGIN#unlisted",
        sk: `${at(1)}#JOB_STARTED#p1`,
        origin: "unlisted",
        event: "JOB_STARTED",
        createdAt: at(1),
        description: "JOB_STARTED in unlisted",
        payload: { jobId: 7 },
        ttl: null,
      },
      {
        pk: "ORIGIN#unlisted",
        sk: `${at(0)}#JOB_STARTED#p1`,
        origin: "unlisted",
        event: "JOB_STARTED",
        userId: "u_1",
        level: "error",
        createdAt: at(0),
        description: "JOB_STARTED in unlisted",
        ttl: null,
      },
    ]);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "refuses the limit %p",
    async (limit) => {
      await expect(getEventsForOrigin({ ...table, origin: "orders", limit })).rejects.toThrow(
        `limit must be a whole number above 0, received ${limit}`,
      );
    },
  );

  it.each(["", "a#b", "x".repeat(257)])("refuses the origin %p", async (origin) => {
    await expect(getEventsForOrigin({ ...table, origin })).rejects.toThrow("is not allowed");
  });
});

describe("readOrigins", () => {
  it("merges the entries of an origin whose shards were changed", async () => {
    const table = await createEventTable();
    await putItems(table, [
      registryItem("orders", 4, { JOB_FAILED: { level: "error", retentionDays: 90 } }),
      registryItem("orders", 1, { JOB_STARTED: { retentionDays: null } }),
      registryItem("billing"),
    ]);

    const origins = await readOrigins(table);

    expect(origins).toEqual([
      { origin: "billing", shards: 1, events: {} },
      {
        origin: "orders",
        shards: 4,
        events: {
          JOB_FAILED: { level: "error", retentionDays: 90 },
          JOB_STARTED: { retentionDays: null },
        },
      },
    ]);
    await table.stop();
  });

  it("is empty for an empty table", async () => {
    const table = await createEventTable();

    expect(await readOrigins(table)).toEqual([]);
    await table.stop();
  });
});

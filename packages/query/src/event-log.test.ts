import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { createEventTable } from "@service-events/testing/event-table";
import fc from "fast-check";
import { eventItem, putItems, registryItem } from "../test/items.js";
import { at, createSmallLog, type SmallLog } from "../test/small-log.js";
import {
  createEventLog,
  EventIdError,
  MissingIndexError,
  QueryError,
  QueryTooWideError,
  toEventId,
} from "./index.js";

jest.setTimeout(60_000);

let small: SmallLog;

beforeAll(async () => {
  small = await createSmallLog();
});

afterAll(() => small.table.stop());

describe("get", () => {
  it("reads an event by its id", async () => {
    const [event] = (await small.open().query("user:u_1", { limit: 1 })).events;
    if (!event) throw new Error("there is no event");

    expect(await small.open().get(toEventId(event))).toEqual(event);
    expect((await small.open().query(`id:${toEventId(event)}`)).events).toEqual([event]);
  });

  it("returns undefined for an unknown id, and rejects an invalid one", async () => {
    expect(await small.open().get(`orders@${at(1)}@NOTHING@p1`)).toBeUndefined();
    await expect(small.open().get("orders")).rejects.toThrow(EventIdError);
  });
});

it("answers any text with a page or a typed error", async () => {
  const log = small.open();
  const piece = fc.constantFrom(
    ...'origin event user payload.n since until expires level id : , .. * - < > " orders JOB_FAILED 7 2h error'.split(
      " ",
    ),
    " ",
    " ",
  );
  small.calls.length = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
      const outcome = await log
        .query(pieces.join(""), { budget: { items: 100 } })
        .catch((error: unknown) => error);
      if (!(outcome instanceof QueryError)) expect(outcome).toHaveProperty("events");
    }),
    { numRuns: 60, endOnFailure: true },
  );
  expect(new Set(small.calls.map(({ operation }) => operation))).toEqual(new Set(["Query"]));
});

it.each([
  ["many terms", Array.from({ length: 199 }, (_, n) => `-environment:e${n}`).join(" "), 200],
  ["many values", `-request:${Array.from({ length: 199 }, (_, n) => `r${n}`).join(",")}`, 200],
  [
    "deep paths",
    Array.from({ length: 30 }, (_, n) => `payload${".a".repeat(31)}:${n}`).join(" "),
    0,
  ],
  ["many numbers", `payload.n:${Array.from({ length: 150 }, (_, n) => n).join(",")}`, 150],
])("keeps filters within DynamoDB's limits: %s", async (_, text, count) => {
  small.calls.length = 0;
  const page = await small.open().query(`origin:orders ${text}`, { limit: 1_000 });

  expect(page.events).toHaveLength(count);
  for (const { input } of small.calls) {
    expect(input.FilterExpression?.length ?? 0).toBeLessThanOrEqual(4_096);
  }
});

it("names the missing index", async () => {
  const bare = await createEventTable({ indexes: [] });
  const failure = await createEventLog(bare)
    .query("user:u_1")
    .catch((error: unknown) => error);
  await bare.stop();

  expect(failure).toBeInstanceOf(MissingIndexError);
  expect(failure).toMatchObject({ index: "byUser", retryable: false });
});

it("rejects a query of more than 1,024 partitions, counting only shards of origins it asks for", async () => {
  const wide = await createEventTable();
  await putItems(
    wide,
    Array.from({ length: 9 }, (_, n) => registryItem(`o${n}`, 128)),
  );
  await putItems(wide, [
    registryItem("small"),
    eventItem({ origin: "small", at: at(0), event: "A" }),
  ]);
  const log = createEventLog(wide);
  const failure = await log.query("").catch((error: unknown) => error);
  const one = await log.query("origin:o1");
  const count = await log.count("origin:o1");
  const types = Array.from({ length: 9 }, (_, n) => (n === 0 ? "A" : `B${n}`)).join(",");
  const narrow = await log.query(`origin:small event:${types}`);
  const others = await log.query("event:A -origin:o*");
  await wide.stop();

  expect(failure).toBeInstanceOf(QueryTooWideError);
  expect((failure as Error).message).toContain("1153 partitions");
  expect(one.plan.partitions).toHaveLength(128);
  expect(narrow.plan.partitions).toHaveLength(9);
  expect(narrow.events).toMatchObject([{ origin: "small", event: "A" }]);
  expect(others.plan.partitions).toEqual(["EVENT#A"]);
  expect(count).toMatchObject({ total: 0, complete: true });
});

it.each([
  [{ tableName: "" }, "tableName must be the name of a table"],
  [{ tableName: "t", indexes: ["byColour"] }, "indexes has 'byColour'"],
])("rejects the configuration %j", (config, message) => {
  expect(() => small.open(config as object)).toThrow(message);
});

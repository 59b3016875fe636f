import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createEventTable, type EventTable } from "../../../test/event-table.js";
import { eventItem, putItems, registryItem } from "../test/items.js";
import { type Call, outline, recordCalls } from "../test/recorder.js";
import {
  CursorError,
  createEventLog,
  EventIdError,
  type EventLog,
  MissingIndexError,
  type Page,
  QueryError,
  QueryTooWideError,
  toEventId,
} from "./index.js";

const NOW = Date.parse("2026-11-24T12:00:00.000Z");
const at = (second: number) =>
  new Date(NOW - 3_600_000 + second * 1_000).toISOString().replace("Z", "000Z");

/** 200 events of `orders` in two shards, and 50 of `billing`, one a second and the latter at the end. */
const events = [
  ...Array.from({ length: 200 }, (_, n) => ({
    origin: "orders",
    at: at(n),
    shard: n % 2,
    event: n % 10 === 0 ? "JOB_FAILED" : "JOB_STARTED",
    level: n % 10 === 0 ? "error" : "info",
    userId: `u_${n % 4}`,
    correlationId: `c_${n}`,
    payload: { n },
  })),
  ...Array.from({ length: 50 }, (_, n) => ({ origin: "billing", at: at(200 + n), payload: { n } })),
];

describe("an event log", () => {
  let table: EventTable;
  let calls: Call[];
  const open = (options: object = {}) => createEventLog({ ...table, now: () => NOW, ...options });

  beforeAll(async () => {
    table = await createEventTable();
    calls = recordCalls(table.client);
    await putItems(table, [
      registryItem("orders", 2, { JOB_FAILED: { level: "error" }, JOB_STARTED: {} }),
      registryItem("billing"),
      ...events.map(eventItem),
    ]);
  });

  afterAll(() => table.stop());

  /** The calls that a read makes with the registry known. */
  async function callsOf(
    text: string,
    read: (log: EventLog) => Promise<unknown> = (log) => log.query(text),
  ) {
    const log = open();
    await log.origins();
    calls.length = 0;
    await read(log);
    return calls.map(outline);
  }

  describe("the calls of a query", () => {
    it("are one Query of the user's partition, for as many items as the page holds", async () => {
      expect(await callsOf("user:u_1")).toEqual([
        {
          operation: "Query",
          index: "byUser",
          partition: "u_1",
          condition: "#pk = :pk",
          filter: undefined,
          limit: 50,
          forward: false,
        },
      ]);
    });

    it("bound the sort key by time", async () => {
      await callsOf("correlation:c_1 since:2h until:30m");

      expect(calls.map(outline)).toMatchObject([
        { index: "byCorrelation", condition: "#pk = :pk AND sk BETWEEN :from AND :to" },
      ]);
      expect(calls[0]?.input.ExpressionAttributeValues).toMatchObject({
        ":from": { S: "2026-11-24T10:00:00.000000Z" },
        ":to": { S: "2026-11-24T11:30:00.000000Z" },
      });
    });

    it("ask each shard of an event, and let DynamoDB filter what it can", async () => {
      const made = await callsOf('event:JOB_FAILED level:error -user:u_0 payload.n:10 "job"');

      expect(made.slice(0, 2)).toMatchObject([
        { index: "byEvent", partition: "EVENT#JOB_FAILED", limit: 33 },
        { index: "byEvent", partition: "EVENT#JOB_FAILED#1", limit: 33 },
      ]);
      expect(made[0]?.filter).toBe(
        "(#n0 = :v0) AND NOT (#n1 = :v1) AND (attribute_exists(#n4) OR contains(#n2.#n3, :v2) OR #n2.#n3 = :v3 OR contains(#n2.#n3, :v3))",
      );
    });

    it("ask the shards of an origin alone, and without one those of all origins", async () => {
      const partitionsOf = async (text: string) =>
        [
          ...new Set((await callsOf(text)).map(({ index, partition }) => `${index} ${partition}`)),
        ].sort();

      expect(await partitionsOf("origin:orders")).toEqual([
        "table ORIGIN#orders",
        "table ORIGIN#orders#1",
      ]);
      expect(await partitionsOf("origin:b*")).toEqual(["table ORIGIN#billing"]);
      expect(await partitionsOf("payload.n:7")).toEqual([
        "table ORIGIN#billing",
        "table ORIGIN#orders",
        "table ORIGIN#orders#1",
      ]);
    });

    it("read an event by its id alone", async () => {
      const id = toEventId({ pk: "ORIGIN#billing", sk: `${at(210)}#JOB_STARTED#p1` });

      expect(await callsOf(`id:${id}`)).toMatchObject([
        { partition: "ORIGIN#billing", condition: "#pk = :pk AND sk BETWEEN :from AND :to" },
      ]);
      expect(await callsOf("", (log) => log.get(id))).toMatchObject([{ operation: "GetItem" }]);
    });

    it("are none when the time is empty", async () => {
      expect(await callsOf("user:u_1 since:1h until:2h")).toEqual([]);
    });

    it("are no more than the page needs: three pages of a partition are three Queries", async () => {
      const pages: Page[] = [];
      const made = await callsOf("", async (log) => {
        let cursor: string | undefined;
        do {
          const page = await log.query("origin:billing", { limit: 20, cursor });
          pages.push(page);
          cursor = page.cursor;
        } while (cursor);
      });

      expect(made.map(({ limit }) => limit)).toEqual([20, 20, 20]);
      expect(pages.map((page) => page.events.length)).toEqual([20, 20, 10]);
      expect(pages.map((page) => page.read.items)).toEqual([20, 20, 10]);
      expect(pages.map((page) => page.stopped)).toEqual(["limit", "limit", "end"]);
    });

    it("read the registry once for many queries", async () => {
      const log = open();
      calls.length = 0;
      await log.query("origin:billing");
      await log.query("event:JOB_FAILED");

      expect(calls.map(outline).filter(({ partition }) => partition === "ORIGINS")).toHaveLength(1);
    });

    it("never scan", async () => {
      calls.length = 0;
      const log = open({ indexes: [] });
      for (const text of ["", "user:u_1", "event:*", '"x"', "-origin:orders", "payload.n:<3"]) {
        await log.query(text);
        await log.count(text);
        await log.explain(text);
      }

      expect(new Set(calls.map(({ operation }) => operation))).toEqual(new Set(["Query"]));
    });
  });

  describe("pages", () => {
    it("stop at the budget, say so, and go on from there", async () => {
      const log = open();
      const first = await log.query("payload.n:0", { budget: { items: 60 } });
      const all = [...first.events];
      let { cursor } = first;
      let pages = 1;
      while (cursor) {
        const page = await log.query("payload.n:0", { budget: { items: 60 }, cursor });
        all.push(...page.events);
        cursor = page.cursor;
        pages += 1;
      }

      expect(first).toMatchObject({ complete: false, stopped: "items" });
      expect(first.read.items).toBeLessThanOrEqual(60 + 1_000);
      expect(pages).toBeGreaterThan(1);
      expect(all.map((event) => event.origin)).toEqual(["billing", "orders"]);
    });

    it("keep their time: since:1h means the same on each page of a chain", async () => {
      let now = NOW;
      const log = open({ now: () => now });
      const first = await log.query("origin:orders since:1h", { limit: 150 });
      now += 600_000;
      const second = await log.query("origin:orders since:1h", {
        limit: 150,
        cursor: first.cursor,
      });

      expect(first.events.length + second.events.length).toBe(200);
    });

    it("say what they read in items, units and ms, the registry included", async () => {
      const { read } = await open().query("origin:billing");

      expect(read.items).toBe(52);
      expect(read.units).toBeGreaterThanOrEqual(1);
      expect(read.ms).toBeGreaterThan(0);
    });

    it("stream all events, newest or oldest first", async () => {
      const newest: string[] = [];
      for await (const event of open().events("origin:orders")) newest.push(event.sk);
      const oldest: string[] = [];
      for await (const event of open().events("origin:orders", { order: "oldest", limit: 30 })) {
        oldest.push(event.sk);
      }

      expect(newest).toHaveLength(200);
      expect(oldest).toEqual(newest.toReversed());
    });

    it("take a query made by hand, and check it as a text", async () => {
      const page = await open().query({
        terms: [{ field: "user", values: [{ op: "is", text: "u_3" }] }],
      });

      expect(page.events).toHaveLength(50);
      await expect(open().query({ terms: [{ field: "level", values: [] }] })).rejects.toThrow(
        "a value is missing",
      );
    });

    it.each([
      [{ limit: 0 }, "limit must be a whole number from 1 to 1000, received 0"],
      [{ limit: 1_001 }, "received 1001"],
      [{ order: "up" }, "order must be 'newest' or 'oldest', received 'up'"],
      [{ budget: { units: 0 } }, "budget.units must be a number above 0, received 0"],
      [{ budget: { ms: Number.NaN } }, "budget.ms must be a number above 0, received NaN"],
    ])("refuse %j", async (options, message) => {
      await expect(open().query("", options as object)).rejects.toThrow(message);
    });
  });

  describe("a cursor", () => {
    it("belongs to one query and one order, however they are written", async () => {
      const log = open();
      const { cursor } = await log.query("origin:orders  level:ERROR", { limit: 5 });

      expect(
        (await log.query("origin:orders level:error", { limit: 5, cursor })).events,
      ).toHaveLength(5);
      expect(cursor).toMatch(/^[\w.-]+$/);
      await expect(log.query("origin:billing level:error", { cursor })).rejects.toThrow(
        CursorError,
      );
      await expect(
        log.query("origin:orders level:error", { cursor, order: "oldest" }),
      ).rejects.toThrow(CursorError);
    });

    it("is refused when a single character of it was changed", async () => {
      const log = open();
      const { cursor = "" } = await log.query("origin:orders", { limit: 5 });
      calls.length = 0;

      for (let place = 0; place < cursor.length; place += 1) {
        const other = cursor[place] === "A" ? "B" : "A";
        const changed = `${cursor.slice(0, place)}${other}${cursor.slice(place + 1)}`;
        await expect(log.query("origin:orders", { cursor: changed })).rejects.toThrow(CursorError);
      }
      expect(calls).toEqual([]);
    });

    it("is refused when it is any other text", async () => {
      const log = open();
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(
            fc.string(),
            fc.base64String(),
            fc
              .array(fc.base64String(), { minLength: 3, maxLength: 3 })
              .map((parts) => parts.join(".")),
          ),
          async (cursor) => {
            await expect(log.query("origin:orders", { cursor })).rejects.toThrow(CursorError);
          },
        ),
        { numRuns: 200 },
      );
    });
  });

  describe("get", () => {
    it("reads an event by its id", async () => {
      const [event] = (await open().query("user:u_1", { limit: 1 })).events;
      if (!event) throw new Error("there is no event");

      expect(await open().get(toEventId(event))).toEqual(event);
      expect((await open().query(`id:${toEventId(event)}`)).events).toEqual([event]);
    });

    it("is nothing for an id of no event, and refuses what is no id", async () => {
      expect(await open().get(`orders@${at(1)}@NOTHING@p1`)).toBeUndefined();
      await expect(open().get("orders")).rejects.toThrow(EventIdError);
    });
  });

  describe("count", () => {
    it("groups by type, largest first, and by time, earliest first", async () => {
      const byEvent = await open().count("origin:orders", { by: "event" });
      const byMinute = await open().count("origin:billing", { by: "minute" });

      expect(byEvent).toMatchObject({
        total: 200,
        complete: true,
        groups: [
          { key: "JOB_STARTED", count: 180 },
          { key: "JOB_FAILED", count: 20 },
        ],
      });
      expect(byMinute.groups).toEqual([
        { key: "2026-11-24T11:03Z", count: 40 },
        { key: "2026-11-24T11:04Z", count: 10 },
      ]);
      expect((await open().count("", { by: "level" })).groups).toContainEqual({
        key: null,
        count: 50,
      });
    });

    it("says down to where it counted when the budget was used up", async () => {
      const count = await open().count("origin:billing", { by: "hour", budget: { items: 10 } });
      const reached = count.reached ?? "";

      expect(count).toMatchObject({ complete: false, stopped: "items" });
      expect(count.total).toBeLessThan(50);
      expect(
        events.filter((event) => event.origin === "billing" && event.at >= reached.slice(0, 27)),
      ).toHaveLength(count.total);
    });

    it("refuses to group by what it does not know", async () => {
      await expect(open().count("", { by: "user" as "hour" })).rejects.toThrow("received 'user'");
    });
  });

  describe("explain", () => {
    it("tells the plan and about what it takes, from a look at no more than 120 items", async () => {
      const log = open();
      const { summary, page, all, probe } = await log.explain("origin:orders level:error since:1h");
      const taken = await log.count("origin:orders level:error since:1h");

      expect(summary).toBe(
        "Reads 2 partitions of the table for origin:orders from 2026-11-24T11:00:00.000000Z, newest first. " +
          "DynamoDB drops what does not match level:error, which saves transfer but no read units.",
      );
      expect(probe).toMatchObject({ partitions: 2, items: 80, matching: 8 });
      expect(page.items).toBe(500 > (all?.items ?? 0) ? all?.items : 500);
      expect(all?.units).toBeGreaterThan(taken.read.units / 2);
      expect(page.usd).toBeGreaterThan(0);
    });

    it("says which index would help and what it costs", async () => {
      const { plan, summary } = await open({ indexes: ["byEvent"] }).explain("user:u_1");

      expect(plan).toMatchObject({ source: "table", advice: { index: "byUser" } });
      expect(summary).toContain(
        "With the index byUser, user: would read its own events alone; it costs one more write unit for every event that has a user",
      );
    });

    it("is exact about nothing", async () => {
      expect(await open().explain("origin:nobody")).toMatchObject({
        page: { items: 0 },
        all: { items: 0 },
      });
      expect((await open().explain("since:1h until:2h")).summary).toBe(
        "Reads nothing: no event can match.",
      );
    });
  });

  it("answers any text with a page or a typed error", async () => {
    const log = open();
    const piece = fc.constantFrom(
      ...'origin event user payload.n since until expires level id : , .. * - < > " orders JOB_FAILED 7 2h error'.split(
        " ",
      ),
      " ",
      " ",
    );
    calls.length = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const outcome = await log
          .query(pieces.join(""), { budget: { items: 100 } })
          .catch((error: unknown) => error);
        if (!(outcome instanceof QueryError)) expect(outcome).toHaveProperty("events");
      }),
      { numRuns: 60, endOnFailure: true },
    );
    expect(new Set(calls.map(({ operation }) => operation))).toEqual(new Set(["Query"]));
  }, 60_000);

  it("names the index that the table lacks", async () => {
    const bare = await createEventTable({ indexes: [] });
    const failure = await createEventLog(bare)
      .query("user:u_1")
      .catch((error: unknown) => error);
    await bare.stop();

    expect(failure).toBeInstanceOf(MissingIndexError);
    expect(failure).toMatchObject({ index: "byUser", retryable: false });
  });

  it("refuses to ask more than 1,024 partitions", async () => {
    const wide = await createEventTable();
    await putItems(
      wide,
      Array.from({ length: 9 }, (_, n) => registryItem(`o${n}`, 128)),
    );
    const log = createEventLog(wide);
    const failure = await log.query("").catch((error: unknown) => error);
    const one = await log.query("origin:o1");
    await wide.stop();

    expect(failure).toBeInstanceOf(QueryTooWideError);
    expect((failure as Error).message).toContain("1152 partitions");
    expect(one.plan.partitions).toHaveLength(128);
  }, 30_000);

  it.each([
    [{ tableName: "" }, "tableName must be the name of a table"],
    [{ tableName: "t", indexes: ["byColour"] }, "indexes has 'byColour'"],
  ])("refuses the configuration %j", (config, message) => {
    expect(() => createEventLog({ ...table, ...(config as object) })).toThrow(message);
  });
});

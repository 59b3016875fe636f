import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { createSmallLog, NOW, type SmallLog } from "../../test/small-log.js";
import { CursorError } from "../index.js";

jest.setTimeout(60_000);

let small: SmallLog;

beforeAll(async () => {
  small = await createSmallLog();
});

afterAll(() => small.table.stop());

describe("pages", () => {
  it("stop at the budget, report it, and continue from there", async () => {
    const log = small.open();
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
    expect(first.read.items).toBeLessThanOrEqual(60 + 3);
    expect(pages).toBeGreaterThan(1);
    expect(all.map((event) => event.origin)).toEqual(["billing", "orders"]);
  });

  it("keep their time: since:1h means the same on every page", async () => {
    let now = NOW;
    const log = small.open({ now: () => now });
    const first = await log.query("origin:orders since:1h", { limit: 150 });
    now += 600_000;
    const second = await log.query("origin:orders since:1h", {
      limit: 150,
      cursor: first.cursor,
    });

    expect(first.events.length + second.events.length).toBe(200);
  });

  it("report items, units and ms, including the registry", async () => {
    const { read } = await small.open().query("origin:billing");

    expect(read.items).toBe(52);
    expect(read.units).toBeGreaterThanOrEqual(1);
    expect(read.ms).toBeGreaterThan(0);
  });

  it("stream all events, newest or oldest first", async () => {
    const newest: string[] = [];
    for await (const event of small.open().events("origin:orders")) newest.push(event.sk);
    const oldest: string[] = [];
    for await (const event of small
      .open()
      .events("origin:orders", { order: "oldest", limit: 30 })) {
      oldest.push(event.sk);
    }

    expect(newest).toHaveLength(200);
    expect(oldest).toEqual(newest.toReversed());
  });

  it("accept a query made by hand, and check it like a text", async () => {
    const page = await small.open().query({
      terms: [{ field: "user", values: [{ op: "is", text: "u_3" }] }],
    });

    expect(page.events).toHaveLength(50);
    await expect(small.open().query({ terms: [{ field: "level", values: [] }] })).rejects.toThrow(
      "missing value",
    );
  });

  it.each([
    [{ limit: 0 }, "limit must be a whole number from 1 to 1000, received 0"],
    [{ limit: 1_001 }, "received 1001"],
    [{ order: "up" }, "order must be 'newest' or 'oldest', received 'up'"],
    [{ budget: { units: 0 } }, "budget.units must be a number above 0, received 0"],
    [{ budget: { ms: Number.NaN } }, "budget.ms must be a number above 0, received NaN"],
  ])("reject %j", async (options, message) => {
    await expect(small.open().query("", options as object)).rejects.toThrow(message);
  });
});

describe("a cursor", () => {
  it("belongs to one query and one order, however they are written", async () => {
    const log = small.open();
    const { cursor } = await log.query("origin:orders  level:ERROR", { limit: 5 });

    expect(
      (await log.query("origin:orders level:error", { limit: 5, cursor })).events,
    ).toHaveLength(5);
    expect(cursor).toMatch(/^[\w.-]+$/);
    await expect(log.query("origin:billing level:error", { cursor })).rejects.toThrow(CursorError);
    await expect(
      log.query("origin:orders level:error", { cursor, order: "oldest" }),
    ).rejects.toThrow(CursorError);
  });

  it("is rejected when any character was changed", async () => {
    const log = small.open();
    const { cursor = "" } = await log.query("origin:orders", { limit: 5 });
    small.calls.length = 0;

    for (let place = 0; place < cursor.length; place += 1) {
      const other = cursor[place] === "A" ? "B" : "A";
      const changed = `${cursor.slice(0, place)}${other}${cursor.slice(place + 1)}`;
      await expect(log.query("origin:orders", { cursor: changed })).rejects.toThrow(CursorError);
    }
    expect(small.calls).toEqual([]);
  });

  it("is rejected when it is any other text", async () => {
    const log = small.open();
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

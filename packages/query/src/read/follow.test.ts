import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { type EventSketch, eventItem, putItems, registryItem } from "../../test/items.js";
import { type Arrival, createEventLog, type FollowOptions, type QueryError } from "../index.js";
import { keyTime } from "../language/time.js";

jest.setTimeout(60_000);

const START = Date.parse("2026-11-24T12:00:00.000Z");
const MANY = 40;

describe("follow", () => {
  let table: EventTable;
  let now: number;
  let abort: AbortController;

  beforeEach(async () => {
    table = await createEventTable();
    now = START;
    abort = new AbortController();
    await putItems(table, [registryItem("orders", 2)]);
  });

  afterEach(() => table.stop());

  const seconds = (count: number) => keyTime(START + count * 1_000);
  const put = (...sketches: Omit<EventSketch, "origin">[]) =>
    putItems(
      table,
      sketches.map((sketch) => eventItem({ origin: "orders", at: seconds(0), ...sketch })),
    );

  function follow(text: string, options: FollowOptions = {}) {
    const log = createEventLog({ ...table, now: () => now });
    const quick = { minPause: 5, maxPause: 20, signal: abort.signal };
    return log.follow(text, { ...quick, ...options })[Symbol.asyncIterator]();
  }

  async function take(arrivals: AsyncIterator<Arrival>, count: number): Promise<string[]> {
    const taken: string[] = [];
    while (taken.length < count) {
      const { value, done } = await arrivals.next();
      if (done) throw new Error(`it ended after ${taken.length}`);
      taken.push(`${value.event.createdAt.slice(17, 19)} ${value.late ? "late" : "in time"}`);
    }
    return taken;
  }

  it("yields what is stored from now on, in order, each once", async () => {
    await put({ at: seconds(-5) });
    const arrivals = follow("origin:orders");
    const first = take(arrivals, 2);
    await put({ at: seconds(1) }, { at: seconds(2), shard: 1 });
    expect(await first).toEqual(["01 in time", "02 in time"]);

    now += 3_000;
    const second = take(arrivals, 1);
    await put({ at: seconds(3) });
    expect(await second).toEqual(["03 in time"]);
  });

  it("begins with the events since the query's time", async () => {
    await put(...Array.from({ length: MANY }, (_, n) => ({ at: seconds(n - MANY), shard: n % 2 })));

    const taken = await take(follow(`origin:orders since:${MANY}s`), MANY);

    expect(taken).toEqual(
      Array.from({ length: MANY }, (_, n) => `${seconds(n - MANY).slice(17, 19)} in time`),
    );
  });

  it("yields late events within the overlap, marked as late", async () => {
    const arrivals = follow("", { overlap: 10_000 });
    const first = take(arrivals, 1);
    await put({ at: seconds(8) });
    await first;
    now += 9_000;
    const second = take(arrivals, 1);
    await put({ at: seconds(4), process: "late", shard: 1 });
    expect(await second).toEqual(["04 late"]);

    const third = take(arrivals, 1);
    await put({ at: seconds(9) });
    expect(await third).toEqual(["09 in time"]);
  });

  it("finds events in shards added later, once the registry is read again", async () => {
    const arrivals = follow("origin:orders");
    const first = take(arrivals, 1);
    await put({ at: seconds(1) });
    await first;
    const second = take(arrivals, 1);
    await putItems(table, [registryItem("orders", 3)]);
    await put({ at: seconds(2), shard: 2 });
    now += 11_000;

    expect(await second).toEqual(["02 in time"]);
  });

  it("yields only what matches", async () => {
    const arrivals = follow("level:error payload.n:>1");
    const taken = take(arrivals, 1);
    await put(
      { at: seconds(1), level: "error", payload: { n: 1 } },
      { at: seconds(2), level: "info", payload: { n: 2 } },
      { at: seconds(3), level: "error", payload: { n: 2 }, compressed: true },
    );

    expect(await taken).toEqual(["03 in time"]);
  });

  it("ends without an error when it is aborted, while it waits and while it reads", async () => {
    const arrivals = follow("", { minPause: 60_000, maxPause: 60_000 });
    const pending = arrivals.next();
    setTimeout(() => abort.abort(), 50);

    expect(await pending).toEqual({ done: true, value: undefined });
    expect(await follow("").next()).toEqual({ done: true, value: undefined });
  });

  it("reports throttling, then continues without gaps or repeats", async () => {
    let isThrottled = true;
    table.client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          const isRead = commandName === "QueryCommand";
          if (isThrottled && isRead)
            throw Object.assign(new Error("no"), { name: "ThrottlingException" });
          return next(args);
        },
      { step: "initialize", name: "throttle" },
    );
    const told: QueryError[] = [];
    const arrivals = follow("origin:orders since:1m", {
      onRetry: (error, pause) => {
        expect(pause).toBeLessThanOrEqual(20);
        told.push(error);
        isThrottled = false;
      },
    });
    const taken = take(arrivals, 2);
    await put({ at: seconds(-2) }, { at: seconds(-1) });

    expect(await taken).toEqual(["58 in time", "59 in time"]);
    expect(told.map(({ code }) => code)).toEqual(["THROTTLED"]);
  });

  it.each([
    ["a until:now", {}, "follow does not accept until: (column 3)"],
    ["", { overlap: -1 }, "overlap must be from 0 to 86400000 ms, received -1"],
    ["", { minPause: Number.NaN }, "minPause must be from 0 to 86400000 ms, received NaN"],
    ["colour:red", {}, "unknown field 'colour'"],
  ])("rejects %p with %j", async (text, options, message) => {
    await expect(follow(text, options).next()).rejects.toThrow(message);
  });
});

import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { eventItem, putItems } from "../../test/items.js";
import { at, createSmallLog, events, type SmallLog } from "../../test/small-log.js";

jest.setTimeout(60_000);

let small: SmallLog;

beforeAll(async () => {
  small = await createSmallLog();
});

afterAll(() => small.table.stop());

describe("count", () => {
  it("groups by type, largest first, and by time, earliest first", async () => {
    const byEvent = await small.open().count("origin:orders", { by: ["event"] });
    const byMinute = await small.open().count("origin:billing", { by: ["minute"] });

    expect(byEvent).toMatchObject({
      total: 200,
      complete: true,
      groups: {
        event: [
          { key: "JOB_STARTED", count: 180 },
          { key: "JOB_FAILED", count: 20 },
        ],
      },
    });
    expect(byMinute.groups.minute).toMatchObject([
      { key: "2026-11-24T11:03Z", count: 40 },
      { key: "2026-11-24T11:04Z", count: 10 },
    ]);
    expect((await small.open().count("", { by: ["level"] })).groups.level).toContainEqual(
      expect.objectContaining({ key: null, count: 50, levels: { none: 50 } }),
    );
  });

  it("says how far back it counted when the budget is used up", async () => {
    const count = await small
      .open()
      .count("origin:billing", { by: ["hour"], budget: { items: 10 } });
    const reached = count.reached ?? "";

    expect(count).toMatchObject({ complete: false, stopped: "items" });
    expect(count.total).toBeLessThan(50);
    expect(
      events.filter((event) => event.origin === "billing" && event.at >= reached.slice(0, 27)),
    ).toHaveLength(count.total);
  });

  it("counts a sampled event as all the events it stands for", async () => {
    await putItems(small.table, [
      eventItem({ origin: "sampled", at: at(1), event: "CLICKED", weight: 10 }),
      eventItem({ origin: "sampled", at: at(2), event: "OPENED" }),
    ]);

    expect(await small.open().count("origin:sampled", { by: ["event", "type"] })).toMatchObject({
      total: 11,
      stored: 2,
      groups: {
        event: [
          { key: "CLICKED", count: 10 },
          { key: "OPENED", count: 1 },
        ],
        type: [{ key: "sampled#CLICKED", newest: at(1) }, { key: "sampled#OPENED" }],
      },
    });
  });

  it("reads once for several groups", async () => {
    const one = await small.open().count("origin:orders");
    const several = await small.open().count("origin:orders", { by: ["event", "level", "hour"] });

    expect(one.groups).toEqual({});
    expect(Object.keys(several.groups)).toEqual(["event", "level", "hour"]);
    expect(several.read.units).toBe(one.read.units);
  });

  it("rejects an unknown key", async () => {
    await expect(small.open().count("", { by: ["user" as "hour"] })).rejects.toThrow(
      "received 'user'",
    );
  });
});

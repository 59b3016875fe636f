import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { createSmallLog, type SmallLog } from "../../test/small-log.js";

jest.setTimeout(60_000);

let small: SmallLog;

beforeAll(async () => {
  small = await createSmallLog();
});

afterAll(() => small.table.stop());

describe("explain", () => {
  it("returns the plan and an estimate from a sample of at most 120 items", async () => {
    const log = small.open();
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

  it("names the index that would help and its cost", async () => {
    const { plan, summary } = await small.open({ indexes: ["byEvent"] }).explain("user:u_1");

    expect(plan).toMatchObject({ source: "table", advice: { index: "byUser" } });
    expect(summary).toContain(
      "With the index byUser, user: would read its own events alone; it costs one more write unit for every event that has a user",
    );
  });

  it("is exact when nothing matches", async () => {
    expect(await small.open().explain("origin:nobody")).toMatchObject({
      page: { items: 0 },
      all: { items: 0 },
    });
    expect((await small.open().explain("since:1h until:2h")).summary).toBe(
      "Reads nothing: no event can match.",
    );
  });
});

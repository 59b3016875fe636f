import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { at, createSmallDashboard, type SmallDashboard } from "../../test/small-dashboard.js";
import type { CountsAnswer, TypesAnswer } from "./answers.js";

let dashboard: SmallDashboard;

beforeAll(async () => {
  dashboard = await createSmallDashboard([
    { origin: "orders", at: at(6_600), event: "__proto__", weight: 10 },
  ]);
});
afterAll(() => dashboard.table.stop());

describe("counts", () => {
  it("are by hour, earliest first, with the levels of each", async () => {
    const answer = await dashboard.getJson<CountsAnswer>(
      "/api/counts?q=origin:orders%20-event:__proto__",
    );

    expect(answer.counts).toEqual({
      hour: {
        total: 90,
        stored: 90,
        groups: [
          { key: "2026-11-24T10:00Z", count: 60, levels: { error: 6, info: 54 } },
          { key: "2026-11-24T11:00Z", count: 30, levels: { error: 3, info: 27 } },
        ],
      },
    });
    expect(answer).toMatchObject({
      total: 90,
      complete: true,
      stopped: "end",
      query: "origin:orders -event:__proto__",
      plan: { source: "table" },
    });
    expect(answer.read.usd).toBeGreaterThan(0);
  });

  it("are by several keys for the price of one read", async () => {
    const one = await dashboard.getJson<CountsAnswer>("/api/counts?by=level");
    const all = await dashboard.getJson<CountsAnswer>(
      "/api/counts?by=event,origin,level,day,minute",
    );

    expect(all.read.units).toBe(one.read.units);
    expect(all.counts.event?.groups.slice(0, 2)).toEqual([
      { key: "JOB_STARTED", count: 81 },
      { key: "__proto__", count: 10 },
    ]);
    expect(all.counts.origin?.groups).toEqual([
      { key: "orders", count: 100 },
      { key: "billing", count: 3 },
    ]);
    expect(all.counts.level?.groups).toEqual([
      { key: "info", count: 81 },
      { key: null, count: 13 },
      { key: "error", count: 9 },
    ]);
    expect(all.counts.day?.groups).toMatchObject([{ key: "2026-11-24", count: 103 }]);
    expect(all.counts.minute?.groups).toHaveLength(92);
  });

  it("count sampled events by their weight", async () => {
    const answer = await dashboard.getJson<CountsAnswer>("/api/counts?by=event&q=event:__proto__");

    expect(answer.counts.event).toMatchObject({ total: 10, stored: 1 });
  });

  it("of a log that is too large for one answer have the time they reach", async () => {
    const app = dashboard.open({
      access: { kind: "none" },
      limits: { budget: { items: 40, units: 5_000, ms: 60_000 } },
    });
    const answer = (await (
      await app.request("/api/counts?q=origin:orders")
    ).json()) as CountsAnswer;

    expect(answer).toMatchObject({ complete: false, stopped: "items" });
    expect(answer.read.items).toBeLessThan(60);
    const since = await dashboard.getJson<CountsAnswer>(
      `/api/counts?q=origin:orders%20since:${answer.reached}`,
    );
    expect(since.complete).toBe(true);
    expect(answer.counts).toEqual(since.counts);
  });
});

describe("types", () => {
  it("are those of the catalogues and those seen without one", async () => {
    const { types, complete } = await dashboard.getJson<TypesAnswer>("/api/types?q=since:3h");

    expect(complete).toBe(true);
    expect(types).toEqual([
      {
        event: "INVOICE_LOST",
        origins: ["billing"],
        known: false,
        count: 3,
        lastSeen: at(6_002),
      },
      {
        event: "INVOICE_SENT",
        level: "info",
        retentionDays: null,
        origins: ["billing"],
        known: true,
        count: 0,
      },
      {
        event: "JOB_FAILED",
        level: "error",
        retentionDays: 90,
        description: "A job failed",
        version: 2,
        origins: ["orders"],
        known: true,
        count: 9,
        lastSeen: at(80 * 60),
      },
      {
        event: "JOB_STARTED",
        level: "info",
        retentionDays: 30,
        description: "A job started",
        origins: ["orders"],
        known: true,
        count: 81,
        lastSeen: at(89 * 60),
      },
      { event: "__proto__", origins: ["orders"], known: false, count: 10, lastSeen: at(6_600) },
    ]);
  });
});

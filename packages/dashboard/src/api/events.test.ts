import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { at, createSmallDashboard, type SmallDashboard } from "../../test/small-dashboard.js";
import type {
  ContextAnswer,
  EventAnswer,
  EventsAnswer,
  ExplainAnswer,
  ProblemAnswer,
} from "./answers.js";

let dashboard: SmallDashboard;

beforeAll(async () => {
  dashboard = await createSmallDashboard([
    { origin: "a/b?cd%e@f:g", at: at(7_000), userId: "who/ever?", process: "p%2F" },
    { origin: "orders", at: at(60), event: "JOB_RETRIED", process: "p0", userId: "u_9" },
  ]);
});
afterAll(() => dashboard.table.stop());

const newest = (path: string) => dashboard.getJson<EventsAnswer>(path);

describe("a page of events", () => {
  it("has the newest events first, with their ids, plan, price and cursor", async () => {
    const page = await newest("/api/events?q=origin:orders%20since:3h&limit=5");

    expect(page.events.map(({ createdAt }) => createdAt)).toEqual(
      [89, 88, 87, 86, 85].map((n) => at(n * 60)),
    );
    expect(page.events[0]).toMatchObject({
      id: `orders@${at(89 * 60)}@JOB_STARTED@p1`,
      payload: { n: 89 },
      userId: "u_2",
    });
    expect(page).toMatchObject({
      complete: false,
      stopped: "limit",
      query: "origin:orders since:3h",
      plan: {
        source: "table",
        partitions: ["ORIGIN#orders"],
        summary: expect.stringMatching("Reads one"),
      },
    });
    expect(page.read.units).toBeGreaterThan(0);
    expect(page.read.usd).toBeCloseTo((page.read.units * 0.125) / 1e6, 12);
    expect(page.cursor).toEqual(expect.any(String));
  });

  it("has the price at which it was estimated", async () => {
    const { estimate } = await dashboard.getJson<ExplainAnswer>("/api/explain?q=user:u_1");
    const { read } = await newest("/api/events?q=user:u_1");

    expect(read.usd / read.units).toBeCloseTo(estimate.page.usd / estimate.page.units, 12);
  });

  it("is followed by the pages that its cursor names, until the last one says so", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const next: EventsAnswer = await newest(
        `/api/events?q=user:u_1&limit=7&order=oldest${cursor ? `&cursor=${cursor}` : ""}`,
      );
      seen.push(...next.events.map(({ createdAt }) => createdAt));
      cursor = next.cursor;
      expect(next.complete).toBe(cursor === undefined);
    } while (cursor);

    expect(seen).toEqual(Array.from({ length: 30 }, (_, n) => at((n * 3 + 1) * 60)));
  });

  it("of a query without events is empty and complete", async () => {
    expect(await newest("/api/events?q=event:NEVER")).toMatchObject({ events: [], complete: true });
  });

  it("has at most what fits in an answer, and at least one event", async () => {
    const app = dashboard.open({ access: { kind: "none" }, limits: { answerBytes: 1_500 } });
    const page = (await (await app.request("/api/events?q=user:u_1")).json()) as EventsAnswer;

    expect(page.events.length).toBeGreaterThan(1);
    expect(page.events.length).toBeLessThan(10);
    expect(page).toMatchObject({ complete: false, stopped: "bytes", cursor: expect.any(String) });
    const next = await app.request(`/api/events?q=user:u_1&cursor=${page.cursor}`);
    const rest = ((await next.json()) as EventsAnswer).events;
    const minutes = [...page.events, ...rest].map(({ payload }) => payload?.n);
    expect(minutes).toEqual(minutes.map((_, n) => 88 - n * 3));
  });

  it("omits a payload that is too large for any answer, with a note", async () => {
    const app = dashboard.open({ access: { kind: "none" }, limits: { answerBytes: 10 } });
    const page = (await (await app.request("/api/events?q=user:u_1")).json()) as EventsAnswer;

    expect(page.events).toHaveLength(1);
    expect(page.events[0]).toMatchObject({ lost: ["payload: too large to be sent"] });
    expect(page.events[0]).not.toHaveProperty("payload");
  });
});

describe("a timeline", () => {
  it("has the events of a user, oldest first", async () => {
    const page = await newest("/api/users/u_2/events?limit=2");

    expect(page.events.map(({ createdAt }) => createdAt)).toEqual([at(120), at(300)]);
    expect(page.query).toBe("user:u_2");
    expect(page.plan.source).toBe("byUser");
  });

  it("has the events of a correlation", async () => {
    const page = await newest("/api/correlations/c_5/events");

    expect(page).toMatchObject({ events: [{ createdAt: at(300) }], complete: true });
  });

  it("is narrowed by a query, and never widened", async () => {
    const narrowed = await newest("/api/users/u_0/events?q=event:JOB_FAILED");
    expect(new Set(narrowed.events.map(({ event }) => event))).toEqual(new Set(["JOB_FAILED"]));

    for (const q of ["user:u_1", "user:u_0,u_1", "user:*", "-user:u_0"]) {
      const { events } = await newest(`/api/users/u_0/events?limit=1000&q=${q}`);
      expect(events.filter(({ userId }) => userId !== "u_0")).toEqual([]);
    }
    expect((await newest("/api/users/u_0/events?q=user:u_0,u_1&limit=1000")).events).toHaveLength(
      30,
    );
  });

  it("accepts any encoded name", async () => {
    const page = await newest(`/api/users/${encodeURIComponent("who/ever?")}/events`);

    expect(page.events).toHaveLength(1);
    expect(page.query).toBe("user:who/ever?");
  });
});

describe("one event", () => {
  it.each([
    ["as the id is", (id: string) => id],
    ["with the id escaped", encodeURIComponent],
  ])("is found %s, whatever stands in its names", async (_, inAddress) => {
    const { events } = await newest("/api/events?q=user:who/ever?");
    const id = events[0]?.id ?? "";

    const { event } = await dashboard.getJson<EventAnswer>(`/api/events/${inAddress(id)}`);

    expect(event).toEqual(events[0]);
    expect(event.origin).toBe("a/b?cd%e@f:g");
  });

  it("that does not exist is answered 404", async () => {
    const problem = await dashboard.getJson<ProblemAnswer>(
      `/api/events/orders@${at(1)}@JOB_STARTED@p1`,
      404,
    );

    expect(problem).toMatchObject({ type: "urn:service-events:problem:not-found", status: 404 });
  });

  it("has neighbours of the same origin around it, those of the same time included", async () => {
    const id = `orders@${at(60)}@JOB_STARTED@p1`;
    const answer = await dashboard.getJson<ContextAnswer>(
      `/api/events/${id}/context?before=2&after=2`,
    );

    expect(answer.event.id).toBe(id);
    // The types of events of one time decide their order.
    expect(answer.before.map((event) => event.id)).toEqual([
      `orders@${at(0)}@JOB_FAILED@p1`,
      `orders@${at(60)}@JOB_RETRIED@p0`,
    ]);
    expect(answer.after.map((event) => event.id)).toEqual([
      `orders@${at(120)}@JOB_STARTED@p1`,
      `orders@${at(180)}@JOB_STARTED@p1`,
    ]);
  });

  it("has no neighbours when none are asked for", async () => {
    const id = `orders@${at(60)}@JOB_STARTED@p1`;

    expect(
      await dashboard.getJson<ContextAnswer>(`/api/events/${id}/context?before=0&after=0`),
    ).toMatchObject({ before: [], after: [] });
  });
});

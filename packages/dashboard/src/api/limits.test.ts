import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createSmallDashboard, NOW, type SmallDashboard } from "../../test/small-dashboard.js";
import type { EventsAnswer } from "./answers.js";

let dashboard: SmallDashboard;
let now = NOW;

beforeAll(async () => {
  dashboard = await createSmallDashboard();
});
afterAll(() => dashboard.table.stop());

const open = (limits: Parameters<SmallDashboard["open"]>[0] = {}) =>
  dashboard.open({ access: { kind: "none" }, now: () => now, ...limits });

describe("a caller with too many requests", () => {
  it("is answered 429 with Retry-After, and served again after that time", async () => {
    const app = open({ limits: { requests: { burst: 3, perSecond: 0.1 } } });
    const ask = async () => (await app.request("/api/origins")).status;

    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([200, 200, 200, 429]);
    const response = await app.request("/api/origins");
    expect(response.headers.get("retry-after")).toBe("10");
    expect(await response.json()).toMatchObject({ type: "urn:service-events:problem:rate-limit" });
    now += 10_000;
    expect([await ask(), await ask()]).toEqual([200, 429]);
  });

  it("does not affect other callers", async () => {
    const settings = {
      issuer: "https://idp.example.com",
      clientId: "page",
      authorizationEndpoint: "https://idp.example.com/authorize",
      tokenEndpoint: "https://idp.example.com/token",
      scopes: ["openid"],
    };
    const callerOf = (environment: unknown) => (environment as { user?: string }).user;
    const app = open({
      access: { kind: "oidc", settings, callerOf },
      limits: { requests: { burst: 1, perSecond: 0.1 } },
    });
    const ask = async (user?: string) => (await app.request("/api/origins", {}, { user })).status;

    expect([await ask("ada"), await ask("ada"), await ask("bob"), await ask()]).toEqual([
      200, 429, 200, 401,
    ]);
  });

  it("is counted once per request", async () => {
    const app = open({ limits: { requests: { burst: 1, perSecond: 0.1 } } });

    for (let n = 0; n < 5; n += 1) expect((await app.request("/api/settings")).status).toBe(200);
    expect((await app.request("/api/nothing")).status).toBe(404);
    expect((await app.request("/api/nothing")).status).toBe(429);
  });
});

describe("a query that costs much", () => {
  it("stops at the budget of one answer, and says so", async () => {
    const app = open({ limits: { budget: { items: 20, units: 5_000, ms: 60_000 } } });
    const page = (await (await app.request("/api/events?q=payload.n:-1")).json()) as EventsAnswer;

    expect(page).toMatchObject({ events: [], complete: false, stopped: "items" });
    expect(page.cursor).toEqual(expect.any(String));
    expect(page.read.items).toBeLessThan(60);
  });

  it("uses up the read units of its caller, which refill over time", async () => {
    const app = open({ limits: { units: { burst: 60, perSecond: 1 } } });
    let asked = 0;
    let response: Response;
    do {
      response = await app.request("/api/events?q=payload.n:-1");
      asked += 1;
    } while (response.status === 200 && asked < 100);

    expect(asked).toBeGreaterThan(1);
    expect(response.status).toBe(429);
    expect(await response.json()).toMatchObject({ type: "urn:service-events:problem:cost-limit" });
    now += Number(response.headers.get("retry-after")) * 1_000;
    expect((await app.request("/api/events?limit=1")).status).toBe(200);
  });

  it("cannot exceed the limit by concurrent requests", async () => {
    const app = open({
      limits: {
        units: { burst: 1_000, perSecond: 0 },
        budget: { items: 50_000, units: 400, ms: 60_000 },
      },
    });
    const asked = await Promise.all(
      Array.from({ length: 20 }, async () => (await app.request("/api/events")).status),
    );

    // Each sets aside what it may take before it is known what it does.
    expect(asked.filter((status) => status === 200)).toHaveLength(3);
    expect(asked.filter((status) => status === 429)).toHaveLength(17);
  });

  it("is rejected when it would read too many partitions", async () => {
    const origins = Array.from({ length: 190 }, (_, n) => `o${n}`).join(",");
    const app = open();

    expect((await app.request(`/api/events?q=origin:${origins}&limit=1`)).status).toBe(200);
    expect((await app.request(`/api/events?q=origin:${origins},${origins}`)).status).toBe(400);
  });
});

describe("a query crafted to be slow to parse", () => {
  it.each([
    ["nested quotes", '"'.repeat(4_000)],
    ["escapes", `"${"\\".repeat(4_000)}`],
    ["commas", `event:${"a,".repeat(2_000)}`],
    ["wildcards", `event:${"*".repeat(4_000)}`],
    ["negations", "-".repeat(4_000)],
    ["dots", `payload${".a".repeat(2_000)}:1`],
    ["numbers", `payload.n:>${"9".repeat(4_000)}`],
    ["lengths of time", `since:${"1h".repeat(1_000)}`],
    ["spaces", `${" ".repeat(4_000)}x:1`],
  ])("of %s is read or refused in time that grows with its length alone", async (_, text) => {
    const app = open();
    for (const path of ["explain", "completions", "events"]) {
      const query = new URLSearchParams({ q: text.slice(0, 2_500) });
      const start = process.cpuUsage();
      const { status } = await app.request(`/api/${path}?${query}`);
      const { user } = process.cpuUsage(start);

      expect([200, 400, 414]).toContain(status);
      // Backtracking over so many characters would take minutes.
      expect(user / 1_000).toBeLessThan(5_000);
    }
  });
});

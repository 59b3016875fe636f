import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createSmallDashboard, type SmallDashboard } from "../../test/small-dashboard.js";
import type { EventsAnswer, ProblemAnswer } from "./answers.js";

let dashboard: SmallDashboard;

beforeAll(async () => {
  dashboard = await createSmallDashboard();
});
afterAll(() => dashboard.table.stop());

const ROUTES = [
  "/api/events",
  "/api/events/x",
  "/api/events/x/context",
  "/api/users/u_1/events",
  "/api/correlations/c_1/events",
  "/api/counts",
  "/api/origins",
  "/api/types",
  "/api/completions",
  "/api/explain",
  "/api/export",
  "/api/openapi.json",
  "/api/no-such-route",
  "/api",
  "/api/",
];

async function problemOf(response: Response): Promise<ProblemAnswer> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return (await response.json()) as ProblemAnswer;
}

describe("a request without a token", () => {
  it.each(ROUTES)("is rejected by %s", async (path) => {
    for (const method of ["GET", "HEAD"]) {
      const response = await dashboard.app.request(path, { method });
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
    }
  });
});

describe("a page of another site", () => {
  it.each([
    ["cross-site", { "sec-fetch-site": "cross-site" }],
    ["same-site", { "sec-fetch-site": "same-site" }],
    ["an unknown relation", { "sec-fetch-site": "surprising" }],
    ["another origin", { origin: "https://evil.example.com" }],
    ["another scheme", { origin: "https://localhost" }],
    ["another port", { origin: "http://localhost:1" }],
    ["no origin of its own", { origin: "null" }],
  ])("that is %s gets nothing of the API, even with the token", async (_, headers) => {
    for (const path of [...ROUTES, "/api/settings"]) {
      expect((await dashboard.get(path, { headers })).status).toBe(403);
    }
  });

  it("gets no CORS headers", async () => {
    const response = await dashboard.get("/api/origins", {
      headers: { origin: "http://localhost", "sec-fetch-site": "same-origin" },
    });

    expect(response.status).toBe(200);
    const names = [...response.headers.keys()];
    expect(names.filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });

  it("may link to the page", async () => {
    const page = new Map([["/index.html", file("<!doctype html>")]]);
    const response = await dashboard
      .open({ page })
      .request("/", { headers: { "sec-fetch-site": "cross-site" } });

    expect(response.status).toBe(200);
  });
});

describe("a request that would change something", () => {
  it.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])(
    "with %s is answered 405 on every path",
    async (method) => {
      for (const path of [...ROUTES, "/api/settings", "/", "/index.html"]) {
        const response = await dashboard.get(path, { method });
        expect(response.status).toBe(405);
        expect(response.headers.get("allow")).toBe("GET, HEAD");
      }
    },
  );

  it("is not possible through a method override", async () => {
    const headers = { "x-http-method-override": "DELETE" };

    expect((await dashboard.get("/api/origins?_method=DELETE", { headers })).status).toBe(400);
    expect((await dashboard.get("/api/origins", { headers })).status).toBe(200);
  });

  it("with a body is answered 413", async () => {
    const response = await dashboard.get("/api/origins", { headers: { "content-length": "5" } });

    expect((await problemOf(response)).status).toBe(413);
  });
});

describe("an address", () => {
  it("that is too long is answered 414", async () => {
    const response = await dashboard.get(`/api/events?q=${"a".repeat(20_000)}`);

    expect((await problemOf(response)).status).toBe(414);
  });

  it.each([
    ["//api/events"],
    ["/%61pi/events"],
    ["/api%2Fevents"],
    ["/Api/events"],
    ["/api//events"],
    ["/api/events/"],
    ["/x/%2e%2e/api%2Fevents"],
    ["/api;v=1/events"],
  ])("%s is none of the API's, with or without the token", async (path) => {
    const url = `http://localhost${path}`;
    for (const response of [await dashboard.app.request(url), await dashboard.get(url)]) {
      expect([401, 404, 503]).toContain(response.status);
      expect(await response.text()).not.toContain("orders@");
    }
  });

  it.each([
    ["//evil.example.com"],
    ["/\\evil.example.com"],
    ["/%2f%2fevil.example.com"],
    ["/%5cevil.example.com"],
    ["/%5c%5cevil.example.com/"],
    ["/callback?next=//evil.example.com"],
    ["/api/events/..%2f..%2f"],
  ])("%s leads to no other site", async (path) => {
    const page = new Map([["/index.html", file("<!doctype html>")]]);
    const response = await dashboard.open({ page }).request(`http://localhost${path}`);

    expect(response.headers.get("location")).toBeNull();
    expect(response.status < 300 || response.status >= 400).toBe(true);
  });
});

describe("HEAD", () => {
  it.each([["/api/events?q=since:3h"], ["/api/export"], ["/api/settings"], ["/api/nothing"]])(
    "of %s equals GET without a body",
    async (path) => {
      const get = await dashboard.get(path);
      const head = await dashboard.get(path, { method: "HEAD" });

      expect(head.status).toBe(get.status);
      expect(head.headers.get("content-type")).toBe(get.headers.get("content-type"));
      expect(await head.text()).toBe("");
    },
  );
});

describe("every answer", () => {
  it.each([
    ["/api/events"],
    ["/api/settings"],
    ["/api/nothing"],
    ["/api/export"],
    ["/missing.js"],
    ["/"],
  ])("of %s keeps the browser on our side", async (path) => {
    for (const response of [await dashboard.get(path), await dashboard.app.request(path)]) {
      expect(Object.fromEntries(response.headers)).toMatchObject({
        "cache-control": "no-store",
        "content-security-policy": expect.stringContaining("default-src 'none'"),
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": expect.stringContaining("camera=()"),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
      });
    }
  });

  it("that is the page has a strict policy with Trusted Types", async () => {
    const page = new Map([["/index.html", file("<!doctype html>")]]);
    const response = await dashboard.open({ page }).request("/");
    const policy = (response.headers.get("content-security-policy") ?? "").split("; ");

    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ]),
    );
    expect(policy.join()).not.toMatch(/unsafe|\*|http:/);
  });
});

describe("a cursor", () => {
  it.each([
    ["of another query", (cursor: string) => ["event:JOB_FAILED", cursor]],
    ["of a wider query", (cursor: string) => ["", cursor]],
    ["that was cut", (cursor: string) => ["user:u_1", cursor.slice(0, -1)]],
    ["that was changed", (cursor: string) => ["user:u_1", `A${cursor.slice(1)}`]],
    ["with something behind it", (cursor: string) => ["user:u_1", `${cursor}.x`]],
    ["that is empty", () => ["user:u_1", ""]],
    ["that is endless", () => ["user:u_1", "a".repeat(2_001)]],
    ["of null bytes", () => ["user:u_1", "%00%00"]],
  ])("%s is answered 400", async (_, tamper) => {
    const { cursor = "" } = await dashboard.getJson<EventsAnswer>("/api/events?q=user:u_1&limit=3");
    expect(cursor).not.toBe("");
    const [q, tampered] = tamper(cursor);

    const response = await dashboard.get(`/api/events?q=${q}&limit=3&cursor=${tampered}`);

    expect(response.status).toBe(400);
    expect(await problemOf(response)).toMatchObject({ field: "cursor" });
  });

  it("of one user's timeline is rejected for another", async () => {
    const { cursor } = await dashboard.getJson<EventsAnswer>("/api/users/u_1/events?limit=3");

    expect((await dashboard.get(`/api/users/u_2/events?limit=3&cursor=${cursor}`)).status).toBe(
      400,
    );
  });
});

describe("input", () => {
  it("that is an invalid query is answered with the column and the reason", async () => {
    const response = await dashboard.get("/api/events?q=origin:orders%20nofield:1");

    expect(await problemOf(response)).toEqual({
      type: "urn:service-events:problem:syntax",
      title: "Invalid query",
      status: 400,
      detail: "unknown field 'nofield'",
      hint: expect.stringContaining("the fields are"),
      column: 15,
      field: "q",
    });
  });

  it.each([
    ["limit=0", "limit"],
    ["limit=1001", "limit"],
    ["limit=-1", "limit"],
    ["limit=1e3", "limit"],
    ["limit=5.5", "limit"],
    ["limit=", "limit"],
    ["limit=99999999999999999999", "limit"],
    ["order=random", "order"],
    ["q=a&q=b", "q"],
    ["limt=5", "limt"],
    ["__proto__=1", "__proto__"],
    ["constructor=1", "constructor"],
    ["cursor=a&cursor=b", "cursor"],
  ])("%s is answered 400, and names what is wrong", async (query, field) => {
    const response = await dashboard.get(`/api/events?${query}`);

    expect(response.status).toBe(400);
    expect(await problemOf(response)).toMatchObject({ field, hint: expect.any(String) });
  });

  it.each([
    ["/api/counts?by=payload", "by"],
    ["/api/counts?by=hour,,event", "by"],
    ["/api/counts?by=__proto__", "by"],
    ["/api/export?format=xml", "format"],
    ["/api/completions?at=-1", "at"],
    ["/api/events/not-an-id", "id"],
    ["/api/events/%00", "id"],
    ["/api/events/%E0%A4%A", "id"],
    ["/api/events/orders@2026@A@b/context?before=101", "before"],
  ])("%s is answered 400, and names what is wrong", async (path, field) => {
    const response = await dashboard.get(path);

    expect(response.status).toBe(400);
    expect(await problemOf(response)).toMatchObject({ field });
  });
});

function file(text: string) {
  const body = new TextEncoder().encode(text);
  return { body, type: "text/html; charset=utf-8", etag: '"a"', isHashed: false };
}

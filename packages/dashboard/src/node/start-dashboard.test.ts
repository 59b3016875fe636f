import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { eventItem, putItems } from "../../../query/test/items.js";
import type { EventsAnswer, SettingsAnswer } from "../api/answers.js";
import { type DashboardOptions, type RunningDashboard, startDashboard } from "../index.js";

let table: EventTable;
let pageFolder: string;
const running: RunningDashboard[] = [];

beforeAll(async () => {
  table = await createEventTable({ indexes: ["byUser"] });
  await putItems(table, [eventItem({ origin: "orders", at: "2026-11-24T02:48:15.096003Z" })]);
  pageFolder = mkdtempSync(join(tmpdir(), "dashboard-page-"));
  mkdirSync(join(pageFolder, "assets"));
  writeFileSync(join(pageFolder, "index.html"), "<!doctype html><title>Events</title>");
  writeFileSync(join(pageFolder, "assets", "index-1a2b3c4d.js"), "export {};");
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ stop }) => stop()));
});
afterAll(async () => {
  rmSync(pageFolder, { recursive: true });
  await table.stop();
});

async function start(options: Partial<DashboardOptions> = {}): Promise<RunningDashboard> {
  const { tableName, client } = table;
  const dashboard = await startDashboard({ tableName, client, pageFolder, ...options });
  running.push(dashboard);
  return dashboard;
}

/** Sends headers that `fetch` would not. */
function ask(
  { origin }: RunningDashboard,
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${origin}/`,
      { path, headers, method, agent: false },
      async (response) => {
        let text = "";
        for await (const chunk of response) text += String(chunk);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      },
    );
    asked.on("error", reject).end();
  });
}

const bearer = ({ token }: RunningDashboard) => ({ authorization: `Bearer ${token}` });

describe("a dashboard on this machine", () => {
  it("accepts the token of its address", async () => {
    const dashboard = await start();
    const url = new URL(dashboard.url);

    expect(url.hostname).toBe("127.0.0.1");
    expect(url.hash).toBe(`#token=${dashboard.token}`);
    expect(Buffer.from(dashboard.token, "base64url")).toHaveLength(32);
    const response = await fetch(`${dashboard.origin}/api/events?q=origin:orders`, {
      headers: bearer(dashboard),
    });
    expect(response.status).toBe(200);
    expect(((await response.json()) as EventsAnswer).events).toHaveLength(1);
  });

  it.each([
    ["no token", {}],
    ["another token", { authorization: "Bearer another-token-of-that-length-0123456789abcd" }],
    ["the token as a password", { authorization: "Basic Og==" }],
    ["an empty token", { authorization: "Bearer " }],
  ])("answers 401 to %s", async (_, headers) => {
    const { status, text } = await ask(await start(), "/api/events", headers);

    expect(status).toBe(401);
    expect(JSON.parse(text)).toMatchObject({ type: "urn:service-events:problem:unauthorized" });
  });

  it("does not accept a token in the query string", async () => {
    const dashboard = await start();

    expect((await ask(dashboard, `/api/events?token=${dashboard.token}`)).status).toBe(401);
  });

  it("has a new token at each start", async () => {
    const [one, other] = await Promise.all([start(), start()]);

    expect(one.token).not.toBe(other.token);
    expect((await ask(one, "/api/events", bearer(other))).status).toBe(401);
  });

  it("serves settings without a token, and without secrets", async () => {
    const dashboard = await start({ logGroups: { orders: "/aws/lambda/orders" } });
    const { text } = await ask(dashboard, "/api/settings");

    expect(JSON.parse(text) as SettingsAnswer).toEqual({
      version: expect.any(String),
      region: "us-east-1",
      table: table.tableName,
      logGroups: { orders: "/aws/lambda/orders" },
      auth: "token",
    });
    expect(text).not.toContain(dashboard.token);
  });

  it("reads without the indexes that the table lacks", async () => {
    const dashboard = await start();
    const response = await fetch(
      `${dashboard.origin}/api/events?q=event:JOB_STARTED%20origin:orders`,
      {
        headers: bearer(dashboard),
      },
    );

    expect((await response.json()) as EventsAnswer).toMatchObject({
      plan: { source: "table", advice: { index: "byEvent" } },
      events: [{ event: "JOB_STARTED" }],
    });
  });

  it("releases its port when it stops", async () => {
    const dashboard = await start();
    await dashboard.stop();

    await expect(fetch(dashboard.origin)).rejects.toThrow("fetch failed");
    await start({ port: Number(new URL(dashboard.origin).port) });
  });
});

describe("its start", () => {
  it.each([[""], ["short"], ["fifteen-letters"]])("refuses the token '%s'", async (token) => {
    await expect(start({ token })).rejects.toThrow("at least 16 characters");
  });

  it.each([["0.0.0.0"], ["::"], ["192.168.0.1"], ["example.com"], [""]])(
    "refuses to be asked from elsewhere, as '%s' would allow",
    async (host) => {
      await expect(start({ host: host as "localhost" })).rejects.toThrow(
        "is not a loopback address",
      );
    },
  );

  it("says which port is in use", async () => {
    const port = Number(new URL((await start()).origin).port);

    await expect(start({ port })).rejects.toThrow(`port ${port} is in use`);
  });

  it("rejects a missing table", async () => {
    await expect(start({ tableName: "no-such-table" })).rejects.toThrow(
      expect.objectContaining({ name: "ResourceNotFoundException" }),
    );
  });
});

describe("a page of another site", () => {
  it.each([
    ["a name that leads here", { host: "rebound.example.com" }],
    ["that name with our port", { host: "rebound.example.com:PORT" }],
    ["our name with another port", { host: "127.0.0.1:1" }],
    ["a name that begins as ours", { host: "127.0.0.1.example.com:PORT" }],
    ["a name that is only loopback by its number", { host: "2130706433:PORT" }],
    ["a user in front of our name", { host: "evil@127.0.0.1:PORT" }],
  ])("does not get in under %s", async (_, { host }) => {
    const dashboard = await start();
    const { port } = new URL(dashboard.origin);

    for (const path of ["/", "/api/settings", "/api/events"]) {
      const headers = { ...bearer(dashboard), host: host.replace("PORT", port) };
      const { status, text } = await ask(dashboard, path, headers);
      expect([400, 403]).toContain(status);
      expect(text).not.toContain(table.tableName);
    }
  });

  it("does not get in with an absolute address in the request line", async () => {
    const dashboard = await start();
    const { status } = await ask(dashboard, "http://rebound.example.com/api/settings");

    expect([400, 403]).toContain(status);
  });

  it.each([
    ["localhost", "localhost"],
    ["::1", "[::1]"],
  ])("is told from this machine's own name %s", async (_, name) => {
    const dashboard = await start();
    const { port } = new URL(dashboard.origin);
    const { status } = await ask(dashboard, "/api/settings", { host: `${name}:${port}` });

    expect(status).toBe(200);
  });
});

it.each([
  ["two Host headers", "Host: 127.0.0.1:PORT\r\nHost: evil.example.com\r\n"],
  ["no Host header", ""],
  ["a Host that is no domain name", "Host: xn--a:1\r\n"],
])("answers %s with a problem that has all headers", async (_, hosts) => {
  const { port } = new URL((await start()).origin);
  const answer = await sendRaw(
    Number(port),
    `GET /api/settings HTTP/1.1\r\n${hosts.replace("PORT", port)}Connection: close\r\n\r\n`,
  );

  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(answer).toContain("application/problem+json");
  expect(answer).toContain("content-security-policy: default-src 'none'");
});

function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => {
      answer += String(chunk);
    });
    socket.on("close", () => resolve(answer)).on("error", reject);
  });
}

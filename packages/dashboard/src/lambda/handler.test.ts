import { createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createEventTable, type EventTable } from "@service-events/testing/event-table";
import { sign } from "hono/jwt";
import { eventItem, putItems, registryItem } from "../../../query/test/items.js";
import { type DeployedDashboard, startDeployedDashboard } from "../../test/deployed-dashboard.js";
import { createEvent, type HttpApiResult } from "../../test/http-api.js";
import { startOpenIdProvider } from "../../test/openid-provider.js";
import type { EventsAnswer, SettingsAnswer } from "../api/answers.js";

/** What Lambda sends at most, in bytes of JSON. */
const LAMBDA_LIMIT = 6_291_556;
const LARGE_EVENTS = 60;
const START_MS = 120_000;

let table: EventTable;
let pageFolder: string;
let dashboard: DeployedDashboard;

beforeAll(async () => {
  table = await createEventTable();
  await putItems(table, [
    registryItem("orders", 1, { JOB_STARTED: { level: "info" } }),
    eventItem({ origin: "orders", at: "2026-11-24T02:48:15.096003Z", userId: "u_1" }),
    eventItem({ origin: "orders", at: "2026-11-24T02:48:16.000000Z", userId: "50% off?/#1" }),
    ...Array.from({ length: LARGE_EVENTS }, (_, n) =>
      eventItem({
        origin: "large",
        at: `2026-11-24T03:00:${String(n).padStart(2, "0")}.000000Z`,
        payload: { n, text: '"quotes" and \\ '.repeat(10_000) },
      }),
    ),
  ]);
  pageFolder = mkdtempSync(join(tmpdir(), "dashboard-page-"));
  mkdirSync(join(pageFolder, "assets"));
  writeFileSync(join(pageFolder, "index.html"), "<!doctype html><title>Events</title>");
  writeFileSync(join(pageFolder, "assets", "index-1a2b3c4d.js"), `export {};${" ".repeat(2_000)}`);
  dashboard = await startDeployedDashboard(table, pageFolder);
}, START_MS);
afterAll(async () => {
  await dashboard.stop();
  rmSync(pageFolder, { recursive: true });
  await table.stop();
});

const claims = () => ({
  iss: dashboard.provider.issuer,
  sub: "ada",
  client_id: dashboard.provider.clientId,
  token_use: "access",
});

function invoke(path: string, query = "", more: Record<string, unknown> = {}) {
  return dashboard.invoke(createEvent({ path, query, claims: claims(), ...more }));
}

const textOf = ({ body, isBase64Encoded }: HttpApiResult) =>
  Buffer.from(body, isBase64Encoded ? "base64" : "utf8").toString();

describe("the function", () => {
  it("answers with the page, under every address of the page, and its files", async () => {
    for (const path of ["/", "/events/orders@x", "/callback", "/users/u_1"]) {
      const result = await dashboard.invoke(createEvent({ path }));
      expect(result).toMatchObject({ statusCode: 200, isBase64Encoded: false });
      expect(result.body).toContain("<title>Events</title>");
      expect(result.headers).toMatchObject({
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-cache",
        "strict-transport-security": expect.any(String),
      });
      expect(result.headers["content-security-policy"]).toContain(
        `connect-src 'self' ${new URL(dashboard.provider.tokenEndpoint).origin};`,
      );
    }
    const asset = await dashboard.invoke(createEvent({ path: "/assets/index-1a2b3c4d.js" }));
    expect(asset.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(asset.body).toContain("export {};");
  });

  it("compresses when the client accepts it", async () => {
    const headers = { "accept-encoding": "gzip, br" };
    const asset = await dashboard.invoke(
      createEvent({ path: "/assets/index-1a2b3c4d.js", headers }),
    );

    expect(asset).toMatchObject({ isBase64Encoded: true, headers: { "content-encoding": "gzip" } });
    expect(gunzipSync(Buffer.from(asset.body, "base64")).toString()).toContain("export {};");
  });

  it("serves only the settings before login", async () => {
    const settings = await dashboard.invoke(createEvent({ path: "/api/settings" }));
    expect(JSON.parse(settings.body) as SettingsAnswer).toMatchObject({
      region: "us-east-1",
      table: table.tableName,
      auth: "oidc",
      oidc: {
        issuer: dashboard.provider.issuer,
        clientId: dashboard.provider.clientId,
        scopes: ["openid"],
      },
    });

    for (const path of ["/api/events", "/api/openapi.json", "/api/export", "/api/nothing"]) {
      expect((await dashboard.invoke(createEvent({ path }))).statusCode).toBe(401);
    }
  });

  it.each([
    ["another issuer", { iss: "https://evil.example.com" }],
    ["another client", { client_id: "another" }],
    ["another audience", { client_id: "", aud: "[another third]" }],
    ["a token of identity", { token_use: "id" }],
    ["nobody", { sub: "" }],
  ])("lets in no claims of %s, whatever stands in front of it let through", async (_, other) => {
    const result = await invoke("/api/events", "", { claims: { ...claims(), ...other } });

    expect(result.statusCode).toBe(401);
  });

  it("accepts an audience when the token names no client", async () => {
    const { clientId } = dashboard.provider;
    const result = await invoke("/api/origins", "", {
      claims: { ...claims(), client_id: "", token_use: undefined, aud: `[other ${clientId}]` },
    });

    expect(result.statusCode).toBe(200);
  });

  it("answers the API", async () => {
    const result = await invoke("/api/events", "q=user%3Au_1");

    expect(result.headers["cache-control"]).toBe("no-store");
    expect(JSON.parse(result.body) as EventsAnswer).toMatchObject({
      events: [{ id: "orders@2026-11-24T02:48:15.096003Z@JOB_STARTED@p1" }],
      plan: { source: "byUser" },
      complete: true,
    });
  });

  it.each([["50% off?/#1"]])(
    "finds the user '%s', though API Gateway unescapes paths",
    async (user) => {
      const path = `/api/users/${user.replace("/", "%2F")}/events`;
      const { events } = JSON.parse((await invoke(path)).body) as EventsAnswer;

      expect(events).toMatchObject([{ userId: user }]);
    },
  );

  it("answers HEAD as GET, without a body", async () => {
    for (const path of ["/", "/api/origins"]) {
      const head = await invoke(path, "", { method: "HEAD" });
      const get = await invoke(path);
      expect(head).toMatchObject({ statusCode: 200, body: "" });
      expect(head.headers["content-type"]).toBe(get.headers["content-type"]);
    }
  });

  it("answers unknown addresses with 404, and other methods with 405", async () => {
    expect((await invoke("/assets/index-00000000.js")).statusCode).toBe(404);
    expect((await invoke("/api/nothing")).statusCode).toBe(404);
    expect((await invoke("/api/events", "", { method: "POST" })).statusCode).toBe(405);
  });

  it("limits exports to the response size of Lambda, with a cursor", async () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    let parts = 0;
    do {
      const from = cursor ? `&cursor=${cursor}` : "";
      const result = await invoke("/api/export", `q=origin:large${from}`);
      expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(LAMBDA_LIMIT);
      const lines = textOf(result).trimEnd().split("\n");
      const all = lines.map((line) => JSON.parse(line));
      seen.push(...all.flatMap(({ payload }) => (payload ? [payload.n] : [])));
      cursor = all.at(-1).truncated?.cursor;
      parts += 1;
    } while (cursor && parts < LARGE_EVENTS);

    expect(parts).toBeGreaterThan(1);
    expect(seen).toEqual(Array.from({ length: LARGE_EVENTS }, (_, n) => n));
  }, 120_000);

  it("limits pages to the response size of Lambda", async () => {
    const result = await invoke("/api/events", "q=origin:large&limit=1000");
    const page = JSON.parse(textOf(result)) as EventsAnswer;

    expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(LAMBDA_LIMIT);
    expect(page).toMatchObject({ complete: false, stopped: "bytes", cursor: expect.any(String) });
  });

  it("has printed nothing", () => {
    expect(dashboard.function.stderr).toBe("");
  });
});

describe("the authorizer in front of it", () => {
  async function statusWith(token: string | undefined, path = "/api/origins"): Promise<number> {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    return (await fetch(`${dashboard.url}${path}`, { headers })).status;
  }

  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const bodyOf = (token: string) => String(token.split(".")[1]);

  it("accepts logged-in users, and rejects requests without a token", async () => {
    expect(await statusWith(await dashboard.provider.accessToken())).toBe(200);
    expect(await statusWith(undefined)).toBe(401);
    expect(await statusWith("not-a-token")).toBe(401);
  });

  it("rejects an unsigned token", async () => {
    const token = await dashboard.provider.accessToken();
    for (const alg of ["none", "None", "NONE", ""]) {
      const header = encode({ alg, typ: "JWT", kid: "key-1" });
      expect(await statusWith(`${header}.${bodyOf(token)}.`)).toBe(401);
      expect(await statusWith(`${header}.${bodyOf(token)}.${token.split(".")[2]}`)).toBe(401);
    }
  });

  it("rejects a token signed with the public key as a secret", async () => {
    const [jwk] = dashboard.provider.jwks;
    const publicKey = createPublicKey({ key: jwk as JsonWebKey, format: "jwk" });
    const token = await dashboard.provider.accessToken();
    const signed = `${encode({ alg: "HS256", typ: "JWT", kid: "key-1" })}.${bodyOf(token)}`;
    for (const secret of [
      publicKey.export({ type: "spki", format: "pem" }),
      publicKey.export({ type: "pkcs1", format: "pem" }),
      publicKey.export({ type: "spki", format: "der" }),
      JSON.stringify(jwk),
    ]) {
      const signature = createHmac("sha256", secret).update(signed).digest("base64url");
      expect(await statusWith(`${signed}.${signature}`)).toBe(401);
    }
  });

  it("rejects a token of another key with our key id", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const now = Math.floor(Date.now() / 1_000);
    const key = { ...privateKey.export({ format: "jwk" }), kid: "key-1", alg: "RS256" };
    const token = await sign({ ...claims(), iat: now, exp: now + 900 }, key as never, "RS256");

    expect(await statusWith(token)).toBe(401);
  });

  it("rejects a token of another provider", async () => {
    const other = await startOpenIdProvider();
    try {
      expect(await statusWith(await other.accessToken())).toBe(401);
      const { issuer } = dashboard.provider;
      expect(await statusWith(await other.accessToken({ iss: issuer }))).toBe(401);
    } finally {
      await other.stop();
    }
  });

  it.each([
    ["has expired", { exp: 1_000 }],
    ["never expires", { exp: undefined }],
    ["is not valid yet", { nbf: 4_000_000_000 }],
    ["is for another client", { client_id: "another" }],
    ["is for another audience", { aud: "another" }],
    ["is from another issuer", { iss: "https://evil.example.com" }],
    ["is one of identity", { token_use: "id" }],
  ])("or the function lets in no token that %s", async (_, other) => {
    expect(await statusWith(await dashboard.provider.accessToken(other))).toBe(401);
  });

  it("rejects a token with changed claims", async () => {
    const [header, body, signature] = (await dashboard.provider.accessToken()).split(".");
    const changed = {
      ...JSON.parse(Buffer.from(String(body), "base64url").toString()),
      sub: "eve",
    };

    expect(await statusWith(`${header}.${encode(changed)}.${signature}`)).toBe(401);
  });

  it.each([
    ["//api/events"],
    ["/%61pi/events"],
    ["/api%2fevents"],
    ["/api%2Fevents"],
    ["/API/events"],
    ["/./api/events"],
    ["/x/../api/events"],
    ["/api/settings/../events"],
    ["/api;/events"],
    ["/api/%2e%2e/api/events"],
    ["/\\api/events"],
  ])("is not got around by %s", async (path) => {
    for (const method of ["GET", "HEAD"]) {
      const { response, text } = await sendRaw(path, method);
      expect(text).not.toContain("u_1");
      expect(response).not.toMatch(/application\/json/);
    }
  });
});

/** Sends a path as it is; `fetch` would tidy it up. */
async function sendRaw(path: string, method: string): Promise<{ response: string; text: string }> {
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    const asked = request(`${dashboard.url}/`, { path, method, agent: false }, async (response) => {
      let text = "";
      for await (const chunk of response) text += String(chunk);
      resolve({ response: JSON.stringify(response.headers), text });
    });
    asked.on("error", reject).end();
  });
}

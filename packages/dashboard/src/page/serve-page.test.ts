import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createEventLog } from "@service-events/query";
import { createApi, readPage } from "../index.js";

let folder: string;
let app: ReturnType<typeof createApi>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dashboard-page-"));
  const page = join(folder, "web");
  mkdirSync(join(page, "assets"), { recursive: true });
  mkdirSync(join(page, ".vite"));
  writeFileSync(join(folder, "secret.txt"), "secret");
  writeFileSync(join(page, "index.html"), "<!doctype html><title>Events</title>");
  writeFileSync(join(page, "icon.svg"), "<svg/>");
  writeFileSync(join(page, ".fingerprint"), "secret");
  writeFileSync(join(page, ".vite", "manifest.json"), '"secret"');
  writeFileSync(join(page, "assets", "index-1a2b3c4d.js"), "export {};");
  writeFileSync(join(page, "assets", "index-1a2b3c4d.js.map"), "secret");
  symlinkSync(join(folder, "secret.txt"), join(page, "link.txt"));
  app = open(page);
});
afterAll(() => rmSync(folder, { recursive: true }));

function open(pageFolder: string) {
  const client = new DynamoDBClient({ region: "us-east-1" });
  return createApi({
    log: createEventLog({ tableName: "events", client }),
    access: { kind: "none" },
    about: { region: "us-east-1", table: "events" },
    page: readPage(pageFolder),
  });
}

describe("the page", () => {
  it.each(["/", "/index.html", "/events/orders@x", "/users/u_1/", "/callback", "/types"])(
    "is under %s, asked for again each time",
    async (path) => {
      const response = await app.request(path);

      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(response.headers.get("cache-control")).toBe("no-cache");
      expect(await response.text()).toContain("<title>Events</title>");
    },
  );

  it("caches hashed files forever", async () => {
    const response = await app.request("/assets/index-1a2b3c4d.js");

    expect(response.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect((await app.request("/icon.svg")).headers.get("cache-control")).toBe("no-cache");
  });

  it("answers 304 when the browser has the file", async () => {
    const { headers } = await app.request("/");
    const etag = headers.get("etag") ?? "";
    const policy = headers.get("content-security-policy");

    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const response = await app.request("/", { headers: { "if-none-match": known } });
      expect(response.status).toBe(304);
      expect(await response.text()).toBe("");
      // Its headers replace those that the browser holds.
      expect(response.headers.get("content-security-policy")).toBe(policy);
    }
    const other = await app.request("/", { headers: { "if-none-match": '"other"' } });
    expect(other.status).toBe(200);
  });
});

describe("other paths", () => {
  it.each([
    "/assets/index-00000000.js",
    "/assets/index-1a2b3c4d.js.map",
    "/.fingerprint",
    "/.vite/manifest.json",
    "/link.txt",
    "/secret.txt",
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/assets/%2e%2e/%2e%2e/secret.txt",
    "/..%5csecret.txt",
    "/%2e%2e%2fsecret",
    "/secret.txt%00",
    "/secret%00",
    "//secret",
    "/etc/passwd.txt",
    "/package.json",
  ])("is under %s", async (path) => {
    const response = await app.request(`http://localhost${path}`);

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: "urn:service-events:problem:not-found" });
    expect(response.headers.get("location")).toBeNull();
  });
});

describe("a page that was not built", () => {
  it("says how to build it", async () => {
    const response = await open(join(folder, "nothing")).request("/");

    expect(response.status).toBe(503);
    expect(await response.text()).toContain("build:web");
  });
});

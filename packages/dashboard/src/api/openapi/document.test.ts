import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { at, createSmallDashboard, type SmallDashboard } from "../../../test/small-dashboard.js";
import { VERSION } from "../version.js";
import { openApiDocument } from "./document.js";
import type { Operation } from "./operations.js";

let dashboard: SmallDashboard;

beforeAll(async () => {
  dashboard = await createSmallDashboard([
    {
      origin: "orders",
      at: at(7_100),
      event: "JOB_FAILED",
      level: "error",
      error: { name: "Error", message: "no", fingerprint: "f" },
      invalid: ["payload.total: expected number"],
      lost: ["payload.items: 500 more items"],
      ttl: 4_000_000_000,
      version: 2,
      weight: 10,
      environment: "prod",
      requestId: "r_1",
    },
  ]);
});
afterAll(() => dashboard.table.stop());

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema({ $id: "api", ...openApiDocument });

const operations = Object.entries(openApiDocument.paths).map(
  ([path, { get }]): [string, Operation] => [path, get],
);
const EVENT_ID = `orders@${at(0)}@JOB_FAILED@p1`;

/** Where an address leads for requests that succeed. */
const EXAMPLES: Record<string, readonly string[]> = {
  "/api/events": ["?limit=3", "?q=since:3h", "?q=event:NEVER", "?q=user:u_1&order=oldest"],
  "/api/events/{id}": [""],
  "/api/events/{id}/context": ["", "?before=1&after=0"],
  "/api/users/{userId}/events": ["", "?limit=1"],
  "/api/correlations/{id}/events": ["?q=event:JOB_FAILED"],
  "/api/counts": ["", "?by=hour,event,origin,level,day,minute&q=since:3h", "?q=event:NEVER"],
  "/api/origins": [""],
  "/api/types": ["", "?q=since:3h"],
  "/api/completions": ["", "?q=eve&at=3", "?q=event:", "?q=level:"],
  "/api/explain": ["", "?q=event:JOB_FAILED%20since:1h", "?q=since:1h&order=oldest"],
  "/api/settings": [""],
  "/api/openapi.json": [""],
};

const VALUES: Record<string, string> = { userId: "u_1" };

function fill(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(VALUES[name] ?? (path.includes("correlations") ? "c_10" : EVENT_ID)),
  );
}

/** Compares a body with what the document says of a status of an operation. */
async function expectToBeDescribed(path: string, response: Response): Promise<void> {
  const responses = openApiDocument.paths[path]?.get.responses ?? {};
  const status = String(response.status);
  expect(Object.keys(responses)).toContain(status);
  const [type = ""] = (response.headers.get("content-type") ?? "").split(";");
  const content = responses[status]?.content as Record<string, unknown>;
  expect(Object.keys(content)).toContain(type);
  const pointer = [path, "get", "responses", status, "content", type, "schema"]
    .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
    .join("/");
  const validate = ajv.compile({ $ref: `api#/paths/${pointer}` });
  const body = await response.json();
  validate(body);
  expect(validate.errors ?? []).toEqual([]);
}

describe("what the document says of an answer", () => {
  it.each(operations.filter(([path]) => path !== "/api/export"))("is true of %s", async (path) => {
    const examples = EXAMPLES[path] ?? [];
    expect(examples.length).toBeGreaterThan(0);
    for (const query of examples) {
      const response = await dashboard.get(fill(path) + query);
      expect(response.status).toBe(200);
      await expectToBeDescribed(path, response);
    }
  });

  it("is true of every line of an export, the last of a cut one included", async () => {
    const app = dashboard.open({ access: { kind: "none" }, limits: { exportRows: 5 } });
    const response = await app.request("/api/export?q=origin:orders");
    const lines = (await response.text()).trimEnd().split("\n");

    expect(lines).toHaveLength(6);
    const validate = ajv.compile({
      anyOf: [
        { $ref: "api#/components/schemas/Event" },
        { $ref: "api#/components/schemas/ExportEnd" },
      ],
    });
    for (const line of lines) expect([validate(JSON.parse(line)), line]).toEqual([true, line]);
  });

  it.each(operations)("is true of mistakes in %s", async (path, { security }) => {
    const isOpen = security?.length === 0;
    const tooLong = await dashboard.get(`${fill(path)}?q=${"a".repeat(20_000)}`);
    expect(tooLong.status).toBe(414);
    for (const [response, status] of [
      [await dashboard.get(`${fill(path)}?nothing=1`), 400],
      [await dashboard.app.request(fill(path)), isOpen ? 200 : 401],
      [await dashboard.get(fill(path), { headers: { origin: "https://evil.example.com" } }), 403],
    ] as const) {
      expect(response.status).toBe(status);
      await expectToBeDescribed(path, response);
    }
  });

  it.each(operations.filter(([path]) => path.includes("/events/{id}")))(
    "is true of an event that is not there, in %s",
    async (path) => {
      const response = await dashboard.get(fill(path).replace("JOB_FAILED", "JOB_LOST"));

      expect(response.status).toBe(404);
      await expectToBeDescribed(path, response);
    },
  );

  it("would not be true of anything else", async () => {
    const validate = ajv.compile({ $ref: "api#/components/schemas/Events" });

    expect(validate({ events: [], complete: true })).toBe(false);
    const page = await dashboard.getJson<object>("/api/events?limit=1");
    expect(validate(page)).toBe(true);
    expect(validate({ ...page, secret: 1 })).toBe(false);
  });
});

describe("the parameters of the document", () => {
  it.each(operations)("are those that %s takes", async (path, { parameters = [] }) => {
    for (const { name, in: place } of parameters) {
      if (place !== "query") continue;
      // Twice is wrong for every parameter that there is, and says so of this one.
      const response = await dashboard.get(`${fill(path)}?${name}=1&${name}=2`);
      expect(await response.json()).toMatchObject({ field: name, hint: "give it once" });
      const known = await dashboard.get(`${fill(path)}?${name}=`);
      if (known.status === 200) continue;
      expect(await known.json()).not.toMatchObject({ hint: "see /api/openapi.json" });
    }
  });

  it("leave none out", async () => {
    const requests = { burst: 1_000, perSecond: 1 };
    const app = dashboard.open({ access: { kind: "none" }, limits: { requests } });
    for (const name of ["q", "limit", "cursor", "order", "by", "at", "format", "before", "after"]) {
      for (const [path, { parameters = [] }] of operations) {
        const isListed = parameters.some((parameter) => parameter.name === name);
        const response = await app.request(`${fill(path)}?${name}=`);
        expect([200, 400]).toContain(response.status);
        const body = response.status === 400 ? await response.json() : {};
        const isUnknown = (body as { hint?: string }).hint === "see /api/openapi.json";
        expect([path, name, isUnknown]).toEqual([path, name, !isListed]);
      }
    }
  });
});

it("is what the API gives out, and what the docs have", async () => {
  const published = JSON.parse(JSON.stringify(openApiDocument));
  const docs = join(import.meta.dirname, "../../../../../docs/api/openapi.json");

  expect(await dashboard.getJson<object>("/api/openapi.json")).toEqual(published);
  expect(JSON.parse(readFileSync(docs, "utf8"))).toEqual(published);
});

it("has the version of the package", () => {
  const manifest = readFileSync(join(import.meta.dirname, "../../../package.json"), "utf8");

  expect(JSON.parse(manifest).version).toBe(VERSION);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { at, createSmallDashboard, type SmallDashboard } from "../../test/small-dashboard.js";
import { openApiDocument } from "./openapi.js";
import { VERSION } from "./version.js";

interface Parameter {
  name: string;
  in: string;
  schema: { type?: string; minimum?: number; maximum?: number; maxLength?: number };
}

interface Operation {
  parameters?: Parameter[];
  responses: Record<string, object>;
  security?: readonly unknown[];
}

interface OpenApiDocument {
  paths: Record<string, { get: Operation }>;
}

let dashboard: SmallDashboard;
let document: OpenApiDocument;

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
  document = (await openApiDocument(dashboard.app)) as OpenApiDocument;
  ajv.addSchema({ $id: "api", ...document });
});
afterAll(() => dashboard.table.stop());

const ajv = new Ajv2020({ strict: false, allErrors: true });
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

const PATHS = [...Object.keys(EXAMPLES), "/api/export"];

function operationOf(path: string): Operation {
  const item = document.paths[path];
  if (!item) throw new Error(`the document lacks ${path}`);
  return item.get;
}

/** Parameters after the `?`. */
function queryParametersOf(path: string): Parameter[] {
  return (operationOf(path).parameters ?? []).filter((parameter) => parameter.in === "query");
}

const VALUES: Record<string, string> = { userId: "u_1" };

function fill(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(VALUES[name] ?? (path.includes("correlations") ? "c_10" : EVENT_ID)),
  );
}

/** Compares a body with what the document says of a status of an operation. */
async function expectToBeDescribed(path: string, response: Response): Promise<void> {
  const status = String(response.status);
  const { responses } = operationOf(path);
  expect(Object.keys(responses)).toContain(status);
  const [type = ""] = (response.headers.get("content-type") ?? "").split(";");
  const reference = (responses[status] as { $ref?: string }).$ref;
  const place = reference
    ? reference.split("/").slice(1)
    : ["paths", path, "get", "responses", status];
  const pointer = [...place, "content", type, "schema"]
    .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
    .join("/");
  const validate = ajv.compile({ $ref: `api#/${pointer}` });
  const body = await response.json();
  validate(body);
  expect(validate.errors ?? []).toEqual([]);
}

it("lists exactly the paths tested here", () => {
  expect(Object.keys(document.paths).sort()).toEqual([...PATHS].sort());
});

describe("what the document says of an answer", () => {
  it.each(Object.entries(EXAMPLES))("is true of %s", async (path, examples) => {
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

  it.each(PATHS)("is true of mistakes in %s", async (path) => {
    const isOpen = operationOf(path).security?.length === 0;
    for (const [response, status] of [
      [await dashboard.get(`${fill(path)}?nothing=1`), 400],
      [await dashboard.app.request(fill(path)), isOpen ? 200 : 401],
      [await dashboard.get(fill(path), { headers: { origin: "https://evil.example.com" } }), 403],
      [await dashboard.get(fill(path), { method: "POST" }), 405],
      [await dashboard.get(fill(path), { headers: { "content-length": "1" } }), 413],
      [await dashboard.get(`${fill(path)}?q=${"a".repeat(20_000)}`), 414],
    ] as const) {
      expect(response.status).toBe(status);
      await expectToBeDescribed(path, response);
    }
  });

  it.each(PATHS.filter((path) => path.includes("/events/{id}")))(
    "is true of an event that is not there, in %s",
    async (path) => {
      const response = await dashboard.get(fill(path).replace("JOB_FAILED", "JOB_LOST"));

      expect(response.status).toBe(404);
      await expectToBeDescribed(path, response);
    },
  );

  it("rejects other bodies", async () => {
    const validate = ajv.compile({ $ref: "api#/components/schemas/Events" });

    expect(validate({ events: [], complete: true })).toBe(false);
    const page = await dashboard.getJson<object>("/api/events?limit=1");
    expect(validate(page)).toBe(true);
    expect(validate({ ...page, secret: 1 })).toBe(false);
  });
});

describe("the parameters of the document", () => {
  it.each(PATHS)("are those that %s takes", async (path) => {
    for (const { name } of queryParametersOf(path)) {
      const response = await dashboard.get(`${fill(path)}?${name}=1&${name}=2`);
      expect(await response.json()).toMatchObject({ field: name, hint: "give it once" });
      const known = await dashboard.get(`${fill(path)}?${name}=`);
      if (known.status === 200) continue;
      expect(await known.json()).not.toMatchObject({ hint: "see /api/openapi.json" });
    }
  });

  it("are complete", async () => {
    const requests = { burst: 1_000, perSecond: 1 };
    const app = dashboard.open({ access: { kind: "none" }, limits: { requests } });
    for (const name of ["q", "limit", "cursor", "order", "by", "at", "format", "before", "after"]) {
      for (const path of PATHS) {
        const isListed = queryParametersOf(path).some((parameter) => parameter.name === name);
        const response = await app.request(`${fill(path)}?${name}=`);
        expect([200, 400]).toContain(response.status);
        const body = response.status === 400 ? await response.json() : {};
        const isUnknown = (body as { hint?: string }).hint === "see /api/openapi.json";
        expect([path, name, isUnknown]).toEqual([path, name, !isListed]);
      }
    }
  });

  it("are accepted within their bounds and rejected beyond", async () => {
    const requests = { burst: 1_000, perSecond: 1 };
    const app = dashboard.open({ access: { kind: "none" }, limits: { requests } });
    const bounded = new Set<string>();
    for (const path of PATHS) {
      for (const { name, schema } of queryParametersOf(path)) {
        const { type, minimum, maximum, maxLength } = schema;
        const invalid = async (value: string | number) => {
          const response = await app.request(`${fill(path)}?${name}=${value}`);
          const { detail } = response.ok ? {} : ((await response.json()) as { detail?: string });
          return detail === `${name} is invalid.`;
        };
        if (type === "integer") {
          expect([path, name, await invalid(minimum as number)]).toEqual([path, name, false]);
          expect([path, name, await invalid(maximum as number)]).toEqual([path, name, false]);
          expect([path, name, await invalid((maximum as number) + 1)]).toEqual([path, name, true]);
          bounded.add(name);
        }
        if (maxLength !== undefined) {
          const long = await invalid("a".repeat(maxLength + 1));
          expect([path, name, long]).toEqual([path, name, true]);
          bounded.add(name);
        }
      }
    }
    expect([...bounded].sort()).toEqual(["after", "at", "before", "by", "cursor", "limit", "q"]);
  });
});

it("is served by the API, and published in the docs", async () => {
  const published = JSON.parse(JSON.stringify(document));
  const docs = join(import.meta.dirname, "../../../../docs/api/openapi.json");

  expect(await dashboard.getJson<object>("/api/openapi.json")).toEqual(published);
  expect(JSON.parse(readFileSync(docs, "utf8"))).toEqual(published);
});

it("has the version of the package", () => {
  const manifest = readFileSync(join(import.meta.dirname, "../../package.json"), "utf8");

  expect(JSON.parse(manifest).version).toBe(VERSION);
});

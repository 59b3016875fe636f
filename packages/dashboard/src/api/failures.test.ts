import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createEventLog, type EventLog, QueryThrottledError } from "@service-events/query";
import { createSmallDashboard, type SmallDashboard } from "../../test/small-dashboard.js";
import type { ProblemAnswer } from "./answers.js";

let dashboard: SmallDashboard;

beforeAll(async () => {
  dashboard = await createSmallDashboard();
});
afterAll(() => dashboard.table.stop());

const ARN = "arn:aws:dynamodb:eu-west-1:111122223333:table/secret-table";

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** A log whose every read fails. */
function failing(error: unknown): EventLog {
  const fail = () => Promise.reject(error);
  return {
    ...createEventLog({ tableName: "t", client: dashboard.table.client }),
    query: fail,
    get: fail,
    explain: fail,
    origins: fail,
    complete: fail,
    count: fail,
  };
}

const PATHS = [
  "/api/events",
  `/api/events/${encodeURIComponent("orders@2026-11-24T02:48:15.096003Z@A@b")}`,
  "/api/counts",
  "/api/types",
  "/api/origins",
  "/api/completions",
  "/api/explain",
  "/api/export",
];

describe("a failure that is not the caller's", () => {
  it.each([
    [
      "no permission",
      named("AccessDeniedException", `User: arn:aws:iam::1:role/r is not authorized on ${ARN}`),
      403,
      "no-permission",
    ],
    [
      "expired credentials",
      named("ExpiredTokenException", "the token of AKIA expired"),
      403,
      "no-permission",
    ],
    [
      "no credentials",
      named("CredentialsProviderError", "not in /home/ada/.aws"),
      403,
      "no-permission",
    ],
    ["no table", named("ResourceNotFoundException", `no ${ARN}`), 503, "no-table"],
    ["throttling", new QueryThrottledError(6, new Error(ARN)), 503, "throttled"],
    ["a timeout", named("TimeoutError", "aborted"), 503, "timeout"],
    ["a defect", new TypeError(`cannot read 'x' of undefined in ${ARN}`), 500, "internal"],
    ["a text", `thrown ${ARN}`, 500, "internal"],
    ["nothing", undefined, 500, "internal"],
  ])("caused by %s shows its kind, and no details", async (_, error, status, kind) => {
    const told: [unknown, string][] = [];
    const app = dashboard.open({
      log: failing(error),
      access: { kind: "none" },
      onFailure: (...failure) => told.push(failure),
    });
    for (const path of PATHS) {
      const response = await app.request(path);
      const text = await response.text();
      const problem = JSON.parse(text) as ProblemAnswer;

      expect(problem).toMatchObject({ status, type: `urn:service-events:problem:${kind}` });
      expect(response.status).toBe(status);
      expect(text).not.toMatch(/arn:|secret-table|AKIA|\/home|\.ts|at \w+ \(|111122223333/);
      expect(told.at(-1)).toEqual([error, problem.instance]);
    }
    expect(told).toHaveLength(PATHS.length);
  });

  it("is answered with Retry-After when it may pass", async () => {
    const app = dashboard.open({
      log: failing(new QueryThrottledError(6, new Error(ARN))),
      access: { kind: "none" },
    });
    const response = await app.request("/api/events");

    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("is answered 503 when DynamoDB is unreachable", async () => {
    const client = new DynamoDBClient({
      endpoint: "http://127.0.0.1:1",
      region: "us-east-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
    const log = createEventLog({ tableName: "secret-table", client });
    const app = dashboard.open({ log, access: { kind: "none" } });
    const response = await app.request("/api/events?q=user:u_1");
    const text = await response.text();

    expect(response.status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({ type: "urn:service-events:problem:unavailable" });
    expect(text).not.toMatch(/127\.0\.0\.1|secret-table|ECONNREFUSED/);
    client.destroy();
  });
});

describe("a read that takes too long", () => {
  it("is given up", async () => {
    const never: EventLog = {
      ...failing(undefined),
      query: (_, { signal } = {}) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(signal.reason));
        }),
    };
    const app = dashboard.open({ log: never, access: { kind: "none" }, limits: { timeout: 20 } });
    const response = await app.request("/api/events");

    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ type: "urn:service-events:problem:timeout" });
  });

  it.each([
    ["an error", undefined],
    ["a text, as Node's server does", "Client connection prematurely closed."],
  ])("ends when its caller has gone, which is no failure: by %s", async (_, given) => {
    const told: unknown[] = [];
    const gone = new AbortController();
    let reason: unknown;
    const never: EventLog = {
      ...failing(undefined),
      query: (_, { signal } = {}) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => {
            reason = signal.reason;
            reject(signal.reason);
          });
          gone.abort(given);
        }),
    };
    const app = dashboard.open({
      log: never,
      access: { kind: "none" },
      onFailure: (error) => told.push(error),
    });
    await app.request(new Request("http://localhost/api/events", { signal: gone.signal }));

    expect(reason).toBe(gone.signal.reason);
    expect(told).toEqual([]);
  });
});

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { OPERATOR_CREDENTIALS } from "@service-events/local";
import { readOrigins } from "@service-events/query";
import {
  type RunningApp,
  runSampleApp,
  SYNTHESIS_MS,
  type SynthesizedApp,
  synthesizeSampleApp,
} from "./sample-app.js";

const INVOCATION_MS = 60_000;

let synthesized: SynthesizedApp;
let running: RunningApp;

beforeAll(async () => {
  synthesized = await synthesizeSampleApp();
  running = await runSampleApp(synthesized.folder);
}, SYNTHESIS_MS);

afterAll(async () => {
  await running?.stop();
  synthesized?.remove();
}, INVOCATION_MS);

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const DAY_SECONDS = 24 * 60 * 60;

/** The common fields of all events of the sample app. */
function stored(origin: string, event: string) {
  return {
    pk: `ORIGIN#${origin}`,
    sk: expect.stringMatching(new RegExp(`^[^#]+Z#${event}#.+$`)),
    origin,
    event,
    createdAt: expect.stringMatching(TIME),
    environment: "dev",
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  };
}

function postWebhook(body: string) {
  return fetch(`${running.app.url}/webhooks/subscriptions`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-correlation-id": "webhook-7" },
    body,
  });
}

describe("the sample app", () => {
  it(
    "records a registration, with the domain of the address and not the address",
    async () => {
      const result = await running.app.trigger("SignUp/Users", "PostConfirmation", {
        userName: "u_ada",
        request: { userAttributes: { sub: "u_ada", email: "ada@example.com" } },
      });
      expect(result).toMatchObject({ ok: true, value: { userName: "u_ada", response: {} } });

      const events = await running.eventsOf("sign-up");
      expect(events).toEqual([
        expect.objectContaining({
          ...stored("sign-up", "USER_REGISTERED"),
          userId: "u_ada",
          payload: { triggerSource: "PostConfirmation_ConfirmSignUp", emailDomain: "example.com" },
        }),
      ]);
      expect(JSON.stringify(events)).not.toContain("ada@");
      expect(events[0]?.sk.startsWith(`${events[0]?.createdAt}#`)).toBe(true);
      const age = Number(events[0]?.ttl) - Date.now() / 1000;
      expect(age).toBeGreaterThan(29.9 * DAY_SECONDS);
      expect(age).toBeLessThanOrEqual(30 * DAY_SECONDS);
    },
    INVOCATION_MS,
  );

  it(
    "does not take a new password for a registration",
    async () => {
      const before = await running.eventsOf("sign-up");
      const result = await running.app.trigger("SignUp/Users", "PostConfirmation", {
        userName: "u_bob",
        triggerSource: "PostConfirmation_ConfirmForgotPassword",
      });
      expect(result.ok).toBe(true);
      expect(await running.eventsOf("sign-up")).toEqual(before);
    },
    INVOCATION_MS,
  );

  it(
    "records a subscription that its webhook reports, and refuses a bad request",
    async () => {
      const update = { userId: "u_ada", plan: "team", status: "past_due", amount: 99 };
      const accepted = await postWebhook(JSON.stringify(update));
      expect([accepted.status, await accepted.json()]).toEqual([202, { accepted: true }]);

      const refused = await postWebhook('{"plan":"gold"}');
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({ accepted: false });

      expect(await running.eventsOf("subscriptions")).toEqual([
        expect.objectContaining({
          ...stored("subscriptions", "SUBSCRIPTION_UPDATED"),
          userId: "u_ada",
          correlationId: "webhook-7",
          payload: { plan: "team", status: "past_due", amount: 99 },
        }),
      ]);
    },
    INVOCATION_MS,
  );

  it(
    "records each try of a job, and gives up on one that fails three times",
    async () => {
      const send = (job: object, correlationId: string) =>
        running.app.send("Jobs/Queue", JSON.stringify(job), { correlationId });
      send({ jobId: "j-1", kind: "invoice", userId: "u_ada" }, "c-1");
      send({ jobId: "j-2", kind: "export", userId: "u_bob", fail: true }, "c-2");
      await running.app.whenQueuesAreEmpty();

      const events = await running.eventsOf("jobs");
      const of = (correlationId: string) =>
        events.filter((event) => event.correlationId === correlationId);
      expect(of("c-1")).toEqual([
        expect.objectContaining({
          ...stored("jobs", "JOB_STARTED"),
          userId: "u_ada",
          payload: { jobId: "j-1", kind: "invoice" },
        }),
        expect.objectContaining({
          ...stored("jobs", "JOB_COMPLETED"),
          userId: "u_ada",
          payload: expect.objectContaining({ jobId: "j-1", document: "invoice-j-1.csv" }),
        }),
      ]);
      expect(of("c-2").map(({ event }) => event)).toEqual(
        [1, 2, 3].flatMap(() => ["JOB_STARTED", "JOB_FAILED"]),
      );
      expect(of("c-2")[1]).toMatchObject({
        userId: "u_bob",
        payload: { jobId: "j-2", error: { message: "The export of job j-2 could not be made" } },
      });
      expect(running.app.describe().queues).toContainEqual({
        name: "Jobs/Failed",
        waiting: 1,
        inFlight: 0,
      });
    },
    INVOCATION_MS,
  );

  it(
    "prints the stack of an error with the line of the source file that threw it",
    async () => {
      const job = { jobId: "j-3", kind: "export", userId: "u_bob", fail: true };
      await running.app.invoke("Jobs/Function", {
        Records: [{ messageId: "m-1", body: JSON.stringify(job), messageAttributes: {} }],
      });

      const source = readFileSync(new URL("../infra/lambda/jobs/work.ts", import.meta.url), "utf8");
      const line = 1 + source.split("\n").findIndex((text) => text.includes("throw new Error"));
      const frame = `infra/lambda/jobs/work.ts:${line}:`;
      const hasFrame = () => [...running.stdout, ...running.stderr].join("\n").includes(frame);
      // A function's output arrives on a separate pipe, some time after its answer.
      while (!hasFrame()) await delay(10);
    },
    INVOCATION_MS,
  );

  it(
    "records the nightly report",
    async () => {
      expect(await running.app.fire("NightlyReport/Schedule")).toMatchObject([{ ok: true }]);
      const events = await running.eventsOf("nightly-report");
      expect(events).toEqual([
        expect.objectContaining(stored("nightly-report", "JOB_STARTED")),
        expect.objectContaining(stored("nightly-report", "JOB_COMPLETED")),
      ]);
      expect(events[1]?.payload).toMatchObject({ kind: "nightly-report" });
    },
    INVOCATION_MS,
  );

  it("is listed in the registry, with the types of its events", async () => {
    const { tableName, dynamodbEndpoint: endpoint, region } = running.app;
    const client = new DynamoDBClient({ endpoint, region, credentials: OPERATOR_CREDENTIALS });
    const origins = await readOrigins({ tableName, client });
    client.destroy();
    expect(origins.map(({ origin }) => origin)).toEqual([
      "jobs",
      "nightly-report",
      "sign-up",
      "subscriptions",
    ]);
    expect(Object.keys(origins[0]?.events ?? {})).toContain("JOB_FAILED");
  });
});

const payloads = fileURLToPath(new URL("../../shared/lambda-events/", import.meta.url));
// They are reference data beside the repo and no part of it: a clone of the repo alone has none.
const describeWithPayloads = existsSync(payloads) ? describe : describe.skip;

describeWithPayloads("real payloads of AWS", () => {
  const payload = (name: string) => JSON.parse(readFileSync(join(payloads, name), "utf8"));

  it.each([
    ["SignUp/Function", "cognitoPostConfirmationEvent.json", { userName: "userName" }],
    [
      "Jobs/Function",
      "sqsEvent.json",
      {
        batchItemFailures: [
          { itemIdentifier: "059f36b4-87a3-44ab-83d2-661975830a7d" },
          { itemIdentifier: "2e1424d4-f796-459a-8184-9c92662be6da" },
        ],
      },
    ],
    ["Subscriptions/Function", "apiGatewayProxyV2Event.json", { statusCode: 400 }],
    ["Subscriptions/Function", "lambdaFunctionUrlEvent.json", { statusCode: 400 }],
  ])(
    "are answered by %s: %s",
    async (name, file, answer) => {
      const result = await running.app.invoke(name, payload(file));
      expect(result).toMatchObject({ ok: true, value: answer });
    },
    INVOCATION_MS,
  );

  it(
    "are accepted by NightlyReport/Function: eventBridgeEvent.json",
    async () => {
      const event = payload("eventBridgeEvent.json");
      expect(await running.app.invoke("NightlyReport/Function", event)).toMatchObject({ ok: true });
      const events = await running.eventsOf("nightly-report");
      expect(events.at(-1)?.payload).toMatchObject({ jobId: "nightly-report-2017-12-21" });
    },
    INVOCATION_MS,
  );
});

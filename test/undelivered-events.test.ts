import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  type InterruptibleDynamoDb,
  startInterruptibleDynamoDb,
} from "@service-events/testing/interruptible-dynamodb";
import {
  type RunningApp,
  runSampleApp,
  SYNTHESIS_MS,
  type SynthesizedApp,
  synthesizeSampleApp,
} from "./sample-app.js";

/** Longer than a function that is left without its table tries, on a machine that is busy with other tests. */
const TEST_MS = 120_000;
const DEAD_LETTER_QUEUE = "UndeliveredEvents";
const UPDATE = { userId: "u_1", plan: "pro", status: "active" };

let synthesized: SynthesizedApp;

beforeAll(async () => {
  synthesized = await synthesizeSampleApp();
}, SYNTHESIS_MS);

afterAll(() => synthesized?.remove());

function postWebhook({ app }: RunningApp) {
  return fetch(`${app.url}/webhooks/subscriptions`, {
    method: "POST",
    body: JSON.stringify(UPDATE),
  });
}

describe("an event log whose table is away", () => {
  let dynamodb: InterruptibleDynamoDb;
  let running: RunningApp;

  beforeAll(async () => {
    dynamodb = await startInterruptibleDynamoDb();
    running = await runSampleApp(synthesized.folder, { endpoint: dynamodb.endpoint });
  }, TEST_MS);

  afterAll(async () => {
    await running?.stop();
    await dynamodb?.stop();
  }, TEST_MS);

  /** Messages that wait, and those that the function which writes them back is trying. */
  function deadLetters(): number {
    const queues = running.app.describe().queues.filter(({ name }) => name === DEAD_LETTER_QUEUE);
    expect(queues).toHaveLength(1);
    return queues.reduce((sum, { waiting, inFlight }) => sum + waiting + inFlight, 0);
  }

  it(
    "keeps the events in the dead-letter queue, and has them when the table is back",
    async () => {
      const jobs = Array.from({ length: 12 }, (_, index) => `j-${index}`);
      await dynamodb.goAway();

      const response = await postWebhook(running);
      expect([response.status, await response.json()]).toEqual([202, { accepted: true }]);
      expect(deadLetters()).toBe(1);
      const ran = await running.app.invoke("Jobs/Function", queueEvent(jobs));
      expect(ran).toMatchObject({ ok: true, value: { batchItemFailures: [] } });
      // More than SQS takes at once: started and completed, for each job.
      expect(deadLetters()).toBe(1 + 2 * jobs.length);
      await expect(running.eventsOf("subscriptions")).rejects.toThrow(
        "no answer from the DynamoDB",
      );

      await dynamodb.comeBack();
      await running.app.whenQueuesAreEmpty();

      expect(deadLetters()).toBe(0);
      expect(await running.eventsOf("subscriptions")).toEqual([
        expect.objectContaining({
          origin: "subscriptions",
          event: "SUBSCRIPTION_UPDATED",
          environment: "dev",
          userId: UPDATE.userId,
          payload: { plan: UPDATE.plan, status: UPDATE.status },
          ttl: expect.any(Number),
        }),
      ]);
      const stored = await running.eventsOf("jobs");
      const storedAs = (type: string) =>
        stored.filter(({ event }) => event === type).map(({ correlationId }) => correlationId);
      expect(storedAs("JOB_STARTED").sort()).toEqual([...jobs].sort());
      expect(storedAs("JOB_COMPLETED").sort()).toEqual([...jobs].sort());
      expect(stored).toHaveLength(2 * jobs.length);
      expect(running.stderr).toEqual([]);
    },
    TEST_MS,
  );
});

describe("a function whose events nobody takes", () => {
  const withoutTable = (template: string) =>
    template
      .replaceAll("dynamodb:PutItem", "dynamodb:GetItem")
      .replaceAll("dynamodb:BatchWriteItem", "dynamodb:Query");

  it.each([
    {
      what: "which has neither the grant to write them nor a dead-letter queue",
      edit: (template: string) =>
        withoutTable(template).replaceAll("EVENT_LOG_DEAD_LETTER_QUEUE", "UNUSED"),
      sink: /^dynamodb/,
      reason:
        /not authorized to perform: dynamodb:(PutItem|BatchWriteItem) on resource: .*table\/service-events-dev/,
    },
    {
      what: "which has neither the grant to write them nor to send them to the dead-letter queue",
      edit: (template: string) =>
        withoutTable(template).replaceAll("sqs:SendMessage", "sqs:PurgeQueue"),
      sink: /^sqs/,
      reason:
        /not authorized to perform: sqs:sendmessage on resource: .*:service-events-dev-UndeliveredEvents/,
    },
  ])(
    "does its business, and has them come out as undelivered lines that name the missing action: one $what",
    async ({ edit, sink, reason }) => {
      const running = await runSampleApp(synthesized.copy(edit));
      try {
        expect((await postWebhook(running)).status).toBe(202);
        const isUndelivered = (line: string) => line.startsWith('{"undelivered"');
        while (!running.stderr.some(isUndelivered)) await delay(20);
        const undelivered = running.stderr.filter(isUndelivered).map((line) => JSON.parse(line));
        expect(undelivered).toEqual([
          {
            undelivered: expect.stringMatching(reason),
            sink: expect.stringMatching(sink),
            record: expect.objectContaining({ event: "SUBSCRIPTION_UPDATED", userId: "u_1" }),
          },
        ]);
        expect(await running.eventsOf("subscriptions")).toEqual([]);
      } finally {
        await running.stop();
      }
    },
    TEST_MS,
  );
});

/** One invocation's worth of jobs, each with its id as correlation. */
function queueEvent(jobIds: readonly string[]) {
  return {
    Records: jobIds.map((jobId) => ({
      messageId: jobId,
      receiptHandle: jobId,
      body: JSON.stringify({ jobId, kind: "invoice", userId: "u_1" }),
      attributes: { ApproximateReceiveCount: "1" },
      messageAttributes: {
        correlationId: {
          stringValue: jobId,
          stringListValues: [],
          binaryListValues: [],
          dataType: "String",
        },
      },
      md5OfBody: "",
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:jobs",
      awsRegion: "us-east-1",
    })),
  };
}

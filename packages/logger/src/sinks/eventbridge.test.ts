import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import { describeSinkContract, type SinkHarness } from "@service-events/testing/sink-contract";
import { someRecord } from "../../test/memory-sink.js";
import { type EventBus, startEventBus } from "../../test/places/event-bus.js";
import { createEventBridgeEventWriter, createEventBridgeSink } from "./eventbridge.js";

/** More than a request may have. */
const TOO_LARGE = "x".repeat(1_000_000);

async function startHarness(): Promise<SinkHarness> {
  const bus = await startEventBus();
  const client = new EventBridgeClient(bus.client);
  return {
    sink: createEventBridgeSink({ client }),
    behave: bus.behave,
    record: someRecord,
    badRecord: () => ({ ...someRecord(999), description: TOO_LARGE }),
    stored: async () => bus.entries.map(({ Detail = "" }) => JSON.parse(Detail).sk),
    async stop() {
      client.destroy();
      await bus.stop();
    },
  };
}

describeSinkContract("EventBridge over the wire", startHarness);

describe("the EventBridge writer", () => {
  const environment = { ...process.env };
  let bus: EventBus;
  beforeEach(async () => {
    bus = await startEventBus();
    Object.assign(process.env, {
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL_EVENTBRIDGE: bus.endpoint,
    });
  });
  afterEach(async () => {
    process.env = environment;
    await bus.stop();
  });

  it("puts the unchanged record where rules match: source, detail-type and detail", async () => {
    const writer = createEventBridgeEventWriter({ busName: "business" });
    const record = { ...someRecord(7), payload: { text: 'quotes " and 😀' }, weight: 10 };
    writer(record);

    expect(await writer.flush()).toEqual({ delivered: 1, undelivered: 0, pending: 0 });
    const [entry = {}] = bus.entries;
    expect(entry).toEqual({
      Time: Date.parse(record.createdAt) / 1_000,
      Source: "contract",
      DetailType: "JOB_STARTED",
      Detail: expect.any(String),
      EventBusName: "business",
    });
    expect(JSON.parse(entry.Detail ?? "")).toEqual(record);
  });

  it("puts a source of the user's own, and leaves the bus to the account when there is none", async () => {
    const writer = createEventBridgeEventWriter({ source: "shop.backend" });
    writer(someRecord(1));
    await writer.flush();

    expect(bus.entries).toEqual([expect.objectContaining({ Source: "shop.backend" })]);
    expect(bus.entries[0]).not.toHaveProperty("EventBusName");
  });

  it("hands over the one event whose source belongs to AWS, with the reason", async () => {
    const undelivered: [readonly EventRecord<string>[], string][] = [];
    const writer = createEventBridgeEventWriter({
      undelivered: (records, reason) => undelivered.push([records, reason]),
    });
    const refused = { ...someRecord(2), origin: "aws.orders" };
    for (const record of [someRecord(1), refused, someRecord(3)]) writer(record);

    expect(await writer.flush()).toEqual({ delivered: 2, undelivered: 1, pending: 0 });
    expect(undelivered).toEqual([[[refused], "NotAuthorizedForSourceException: aws.orders"]]);
  });

  it("calls the region's own endpoint when nothing names another", async () => {
    const called: string[] = [];
    const client = new EventBridgeClient({ ...bus.client, endpoint: undefined });
    delete process.env.AWS_ENDPOINT_URL_EVENTBRIDGE;
    const handle = async ({ hostname }: { hostname: string }) => {
      called.push(hostname);
      return { response: { statusCode: 403, headers: {} } };
    };
    const sink = createEventBridgeSink({
      client: { config: { ...client.config, requestHandler: { handle } } },
    });
    await sink.send([{ record: someRecord(1), text: "{}" }], AbortSignal.timeout(30_000));

    expect(called).toEqual(["events.us-east-1.amazonaws.com"]);
  });

  it("retries when the answer is not EventBridge's", async () => {
    const sink = createEventBridgeSink({
      client: {
        config: {
          ...new EventBridgeClient(bus.client).config,
          requestHandler: {
            handle: async () => ({
              response: { statusCode: 200, headers: {}, body: toAsync("<html>Sign in</html>") },
            }),
          },
        },
      },
    });
    const entry = { record: someRecord(1), text: sink.encode(someRecord(1)) };

    expect(await sink.send([entry], AbortSignal.timeout(30_000))).toEqual({
      status: "retry",
      reason: "the answer is not the service's: it has no Entries",
    });
  });

  it.each([
    [{ busName: "" }, /^busName must be the name or ARN of an event bus, received ""$/],
    [{ busName: 7 }, /^busName must be .*, received 7$/],
    [{ source: "" }, /^source must be a name such as 'shop.orders', received ""$/],
    [{ source: "aws.orders" }, /^source must not begin with 'aws.', received 'aws.orders'/],
    [{ client: {} }, /^client must be a client of the AWS SDK/],
    [{ concurrency: 0 }, /^concurrency must be/],
  ])("throws for %j", (config, message) => {
    expect(() => createEventBridgeEventWriter(config as never)).toThrow(message);
  });
});

it("the bus of these tests serves AWS's own client as well", async () => {
  const bus = await startEventBus();
  const client = new EventBridgeClient({ ...bus.client, maxAttempts: 1 });
  const entry = { Source: "orders", DetailType: "JOB_STARTED", Detail: '{"sk":"1"}' };
  try {
    expect(await client.send(new PutEventsCommand({ Entries: [entry] }))).toMatchObject({
      FailedEntryCount: 0,
      Entries: [{ EventId: "event-1" }],
    });
    expect(bus.entries).toEqual([entry]);
    await expect(
      client.send(new PutEventsCommand({ Entries: Array(11).fill(entry) })),
    ).rejects.toThrow("1 to 10 entries");
  } finally {
    client.destroy();
    await bus.stop();
  }
});

async function* toAsync(text: string) {
  yield Buffer.from(text);
}

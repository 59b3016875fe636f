import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import { describeSinkContract, type SinkHarness } from "@service-events/testing/sink-contract";
import { Webhook } from "standardwebhooks";
import { someRecord } from "../../test/memory-sink.js";
import {
  startWebhookReceiver,
  UNREADABLE,
  type WebhookReceiver,
} from "../../test/places/webhook-receiver.js";
import {
  createWebhookEventWriter,
  createWebhookSink,
  type WebhookEventWriterConfig,
} from "./webhook.js";

async function startHarness(): Promise<SinkHarness> {
  const receiver = await startWebhookReceiver();
  return {
    sink: createWebhookSink({ url: receiver.url, secret: receiver.secret }),
    behave: receiver.behave,
    record: someRecord,
    badRecord: () => ({ ...someRecord(999), description: UNREADABLE }),
    stored: async () => receiver.messages.map(({ data }) => data.sk),
    stop: receiver.stop,
  };
}

describeSinkContract("webhooks over the wire", startHarness);

describe("the webhook writer", () => {
  let receiver: WebhookReceiver;
  const undelivered = new Map<string, string>();
  beforeEach(async () => {
    receiver = await startWebhookReceiver();
    undelivered.clear();
  });
  afterEach(() => receiver.stop());

  function writerWith(config: Partial<WebhookEventWriterConfig> = {}) {
    return createWebhookEventWriter({
      url: receiver.url,
      secret: receiver.secret,
      undelivered(late, reason) {
        for (const { sk } of late) undelivered.set(sk, reason);
      },
      ...config,
    });
  }

  async function deliver(...records: EventRecord<string>[]) {
    const writer = writerWith();
    for (const record of records) writer(record);
    await writer.flush({ deadline: Date.now() + 30_000 });
    return writer.counters;
  }

  it("sends each event as a separate message, which the standard's library verifies", async () => {
    const record = { ...someRecord(1), payload: { text: "größe 🎉" } };
    await deliver(record, someRecord(2));

    expect(receiver.messages[0]).toEqual({
      id: expect.stringMatching(/^msg_[\w-]{27}$/),
      type: "JOB_STARTED",
      timestamp: record.createdAt,
      data: record,
    });
    expect(receiver.messages).toHaveLength(2);
    expect(receiver.requests[0]?.headers["content-type"]).toBe("application/json");
  });

  it("gives a message the same id in every try, in every process", async () => {
    receiver.answerNext({ status: 503 }, { status: 500 });
    await deliver(someRecord(1));
    await deliver(someRecord(1));
    await deliver(someRecord(2));

    const ids = receiver.requests.map(({ headers }) => headers["webhook-id"]);
    expect(ids).toHaveLength(5);
    expect(new Set(ids.slice(0, 4)).size).toBe(1);
    expect(ids[4]).not.toBe(ids[0]);
  });

  it("has an id without a dot for any event type: a dot separates what is signed", async () => {
    await deliver({ ...someRecord(1), sk: "2026-11-24T02:48:15.000001Z#größe.1\n#p" });

    expect(receiver.messages[0]?.id).toMatch(/^msg_[\w-]{27}$/);
  });

  it("signs with the new and the old secret while one replaces the other", async () => {
    const newSecret = `whsec_${Buffer.alloc(24, "new").toString("base64")}`;
    const writer = writerWith({ secret: [newSecret, receiver.secret] });
    writer(someRecord(1));
    await writer.flush();

    expect(receiver.messages).toHaveLength(1);
    const [request] = receiver.requests;
    const headers = request?.headers as Record<string, string>;
    expect(new Webhook(newSecret).verify(String(request?.body), headers)).toMatchObject({
      type: "JOB_STARTED",
    });
  });

  it("sends the headers that it is given", async () => {
    const writer = writerWith({ headers: { Authorization: "Bearer of-a-gateway" } });
    writer(someRecord(1));
    await writer.flush();

    expect(receiver.requests[0]?.headers.authorization).toBe("Bearer of-a-gateway");
  });

  it("asks a receiver nothing more after it said that it is gone", async () => {
    receiver.answerNext({ status: 410 });
    const writer = writerWith({ concurrency: 1 });
    for (let n = 0; n < 10; n++) writer(someRecord(n));
    await writer.flush({ deadline: Date.now() + 30_000 });

    expect(receiver.requests).toHaveLength(1);
    expect(undelivered.size).toBe(10);
    expect(new Set(undelivered.values())).toEqual(
      new Set(["HTTP 410: the receiver wants no more events"]),
    );
  });

  it.each([408, 429, 500, 502, 503, 504])("retries after %d", async (status) => {
    receiver.answerNext({ status, headers: { "retry-after": "0" } });

    expect(await deliver(someRecord(1))).toMatchObject({ delivered: 1, retried: 1 });
  });

  it.each([301, 307, 400, 401, 404, 413, 422])("never retries after %d", async (status) => {
    receiver.answerNext({ status, headers: { location: receiver.url } });

    expect(await deliver(someRecord(1))).toMatchObject({ undelivered: 1, retried: 0 });
    expect(receiver.requests).toHaveLength(1);
  });
});

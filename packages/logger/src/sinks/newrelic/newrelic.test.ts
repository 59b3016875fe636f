import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import { describeSinkContract, type SinkHarness } from "@service-events/testing/sink-contract";
import { someRecord } from "../../../test/memory-sink.js";
import {
  type NewRelicLogApi,
  startNewRelicLogApi,
  UNREADABLE,
} from "../../../test/places/newrelic-log-api.js";
import { createNewRelicEventWriter, createNewRelicSink } from "./newrelic.js";

/** The sort keys of these records tell them apart, so they may all be of this moment. */
const now = new Date().toISOString();

function recordOfNow(n: number): EventRecord<string> {
  return { ...someRecord(n), createdAt: now };
}

async function startHarness(): Promise<SinkHarness> {
  const api = await startNewRelicLogApi();
  return {
    sink: createNewRelicSink({ url: api.url, licenseKey: api.licenseKey }),
    behave: api.behave,
    record: recordOfNow,
    badRecord: () => ({ ...recordOfNow(999_999), description: UNREADABLE }),
    stored: async () => api.logs.map(({ attributes }) => String(attributes["event.id"])),
    stop: api.stop,
  };
}

describeSinkContract("New Relic over the wire", startHarness);

describe("the New Relic writer", () => {
  let api: NewRelicLogApi;
  const undelivered = new Map<string, string>();
  beforeEach(async () => {
    api = await startNewRelicLogApi();
    undelivered.clear();
  });
  afterEach(() => api.stop());

  async function deliver(...records: EventRecord<string>[]) {
    const writer = createNewRelicEventWriter({
      url: api.url,
      licenseKey: api.licenseKey,
      undelivered(late, reason) {
        for (const { sk } of late) undelivered.set(sk, reason);
      },
    });
    for (const record of records) writer(record);
    await writer.flush({ deadline: Date.now() + 30_000 });
    return writer.counters;
  }

  async function attributesOf(payload: Record<string, unknown>) {
    await deliver({ ...recordOfNow(1), payload });
    const [log] = api.logs;
    if (log === undefined) throw new Error([...undelivered.values()].join());
    return log.attributes;
  }

  it("sends an event as flat attributes under the names of OpenTelemetry", async () => {
    const record: EventRecord<string> = {
      ...recordOfNow(7),
      level: "error",
      environment: "prod",
      userId: "u_1",
      requestId: "r_1",
      correlationId: "c_1",
      error: { name: "TypeError", message: "no", code: "E1", fingerprint: "f00d" },
      lost: ["payload.items: 500 more items"],
      payload: {
        eventType: "not the reserved one",
        order: { total: 12.5, paid: false, items: [{ id: 1 }, "two"], note: null, extra: {} },
      },
    };
    await deliver(record);

    expect(api.logs).toEqual([
      {
        timestamp: Date.parse(now),
        message: "event 7",
        attributes: {
          "event.id": record.sk,
          "event.name": "JOB_STARTED",
          "event.createdAt": now,
          "service.name": "contract",
          level: "error",
          environment: "prod",
          "user.id": "u_1",
          "faas.invocation_id": "r_1",
          "correlation.id": "c_1",
          "exception.type": "TypeError",
          "exception.message": "no",
          "error.code": "E1",
          "error.fingerprint": "f00d",
          "event.lost": '["payload.items: 500 more items"]',
          "payload.eventType": "not the reserved one",
          "payload.order.total": 12.5,
          "payload.order.paid": false,
          "payload.order.items": '[{"id":1},"two"]',
        },
      },
    ]);
  });

  it("cuts a value that is too long, and names it", async () => {
    const attributes = await attributesOf({ text: "x".repeat(5_000), short: "y" });

    expect(attributes["payload.text"]).toBe("x".repeat(4_094));
    expect(attributes["payload.short"]).toBe("y");
    expect(attributes["event.cut"]).toBe("1: payload.text");
  });

  it("keeps as many values as there is room for, and names the others", async () => {
    const payload = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`key${n}`, n]));
    const attributes = await attributesOf(payload);

    expect(Object.keys(attributes)).toHaveLength(255);
    expect(attributes["event.cut"]).toMatch(/^151: payload.key249, .*, payload.key399$/);
  });

  it("names what has too long a name, or one that two values have", async () => {
    const longName = "n".repeat(300);
    const attributes = await attributesOf({ [longName]: 1, "a.b": "first", a: { b: "second" } });

    expect(attributes["payload.a.b"]).toBe("first");
    expect(attributes["event.cut"]).toBe(`2: payload.${longName}, payload.a.b`);
  });

  it("hands over what is older than New Relic keeps, and delivers the rest of its batch", async () => {
    const createdAt = new Date(Date.now() - 49 * 3_600_000).toISOString();
    const old = { ...recordOfNow(1), createdAt };
    const counters = await deliver(old, recordOfNow(2));

    expect(counters).toMatchObject({ delivered: 1, undelivered: 1 });
    expect(undelivered.get(old.sk)).toBe("New Relic rejects events older than 48 hours");
  });

  it("keeps within 1 MB a request", async () => {
    const payload = { text: "x".repeat(4_000) };
    const counters = await deliver(
      ...Array.from({ length: 600 }, (_, n) => ({ ...recordOfNow(n), payload })),
    );

    expect(counters).toMatchObject({ delivered: 600, retried: 0 });
  });

  it.each([429, 500, 502, 503, 504])("retries after %d", async (status) => {
    api.answerNext({ status, headers: { "retry-after": "0" } });

    expect(await deliver(recordOfNow(1))).toMatchObject({ delivered: 1, retried: 1 });
  });

  it.each([400, 403, 413, 415])("never retries after %d", async (status) => {
    api.answerNext({ status });

    expect(await deliver(recordOfNow(1))).toMatchObject({ undelivered: 1, retried: 0 });
    expect(api.requests).toHaveLength(1);
  });
});

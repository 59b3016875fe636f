import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import { describeSinkContract, type SinkHarness } from "@service-events/testing/sink-contract";
import fc from "fast-check";
import { someRecord } from "../../../test/memory-sink.js";
import {
  attribute,
  logsOf,
  type OtlpReceiver,
  REFUSED_EVENT,
  startOtlpReceiver,
} from "../../../test/places/otlp-receiver.js";
import { createOtlpEventWriter, createOtlpSink, type OtlpEventWriterConfig } from "./otlp.js";

const headers = { "x-tenant": "team-a" };

function startHarness(encoding: "json" | "protobuf") {
  return async (): Promise<SinkHarness> => {
    const receiver = await startOtlpReceiver();
    return {
      sink: createOtlpSink({ url: receiver.url, headers, encoding }),
      behave: receiver.behave,
      record: someRecord,
      badRecord: () => ({ ...someRecord(999), event: REFUSED_EVENT }),
      stored: async () => receiver.ids(),
      stop: receiver.stop,
    };
  };
}

const full: EventRecord<string> = {
  ...someRecord(3),
  level: "error",
  environment: "prod",
  userId: "u_1",
  requestId: "6bc28136-0e13-4bd9-8c6e-bd54ab3c6c4e",
  correlationId: "4bf92f3577b34da6a3ce929d0e0e4736",
  error: { name: "TypeError", message: "no größe 🎉", code: "E1", fingerprint: "f00d" },
  version: 2,
  weight: 10,
  invalid: ["payload.total: expected number"],
  lost: ["payload.items: 500 more items"],
  payload: {
    text: "größe 🎉 \u0000",
    empty: "",
    whole: 12,
    large: 9_007_199_254_740_991,
    zero: 0,
    negative: -5,
    broken: 0.1,
    huge: 1e300,
    yes: true,
    no: false,
    nothing: null,
    list: [1, "two", [3], {}],
    inner: { deep: { deeper: ["x".repeat(300)] } },
  },
};

describe.each(["json", "protobuf"] as const)("OTLP as %s", (encoding) => {
  describeSinkContract(`OTLP as ${encoding} over the wire`, startHarness(encoding));

  let receiver: OtlpReceiver;
  const undelivered = new Map<string, string>();
  beforeEach(async () => {
    receiver = await startOtlpReceiver();
    undelivered.clear();
  });
  afterEach(() => receiver.stop());

  function writerWith(config: OtlpEventWriterConfig = {}) {
    return createOtlpEventWriter({
      url: receiver.url,
      headers,
      encoding,
      undelivered(records, reason) {
        for (const { sk } of records) undelivered.set(sk, reason);
      },
      ...config,
    });
  }

  async function receivedOf(record: EventRecord<string>, config?: OtlpEventWriterConfig) {
    const writer = writerWith(config);
    writer(record);
    await writer.flush({ deadline: Date.now() + 30_000 });
    const [resource] = receiver.resources;
    if (resource === undefined) throw new Error([...undelivered.values()].join());
    const [log] = logsOf(resource);
    if (log === undefined) throw new Error("there is no log");
    return { resource, log };
  }

  it("places time, level, type and description in the data model", async () => {
    const { log, resource } = await receivedOf(full);

    expect(log).toMatchObject({
      timeUnixNano: "1795488495000003000",
      severityNumber: 17,
      severityText: "ERROR",
      eventName: "JOB_STARTED",
      body: { stringValue: "event 3" },
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    });
    expect(resource.scopeLogs[0]?.scope.name).toBe("@service-events/logger");
  });

  it("keeps everything else as attributes, with a value of each kind in the payload", async () => {
    const { log } = await receivedOf(full);
    const text = (stringValue: string) => ({ stringValue });

    expect(log.attributes.slice(0, -1)).toEqual([
      { key: "event.id", value: text(full.sk) },
      { key: "user.id", value: text("u_1") },
      { key: "faas.invocation_id", value: text("6bc28136-0e13-4bd9-8c6e-bd54ab3c6c4e") },
      { key: "correlation.id", value: text("4bf92f3577b34da6a3ce929d0e0e4736") },
      { key: "exception.type", value: text("TypeError") },
      { key: "exception.message", value: text("no größe 🎉") },
      { key: "error.code", value: text("E1") },
      { key: "error.fingerprint", value: text("f00d") },
      { key: "event.version", value: { intValue: "2" } },
      { key: "event.weight", value: { intValue: "10" } },
      {
        key: "event.invalid",
        value: { arrayValue: { values: [text("payload.total: expected number")] } },
      },
      {
        key: "event.lost",
        value: { arrayValue: { values: [text("payload.items: 500 more items")] } },
      },
    ]);
    expect(attribute(log, "payload").kvlistValue?.values).toEqual([
      { key: "text", value: text("größe 🎉 \u0000") },
      { key: "empty", value: text("") },
      { key: "whole", value: { intValue: "12" } },
      { key: "large", value: { intValue: "9007199254740991" } },
      { key: "zero", value: { intValue: "0" } },
      { key: "negative", value: { intValue: "-5" } },
      { key: "broken", value: { doubleValue: 0.1 } },
      { key: "huge", value: { doubleValue: 1e300 } },
      { key: "yes", value: { boolValue: true } },
      { key: "no", value: { boolValue: false } },
      { key: "nothing", value: {} },
      {
        key: "list",
        value: {
          arrayValue: {
            values: [
              { intValue: "1" },
              text("two"),
              { arrayValue: { values: [{ intValue: "3" }] } },
              { kvlistValue: expect.anything() },
            ],
          },
        },
      },
      {
        key: "inner",
        value: {
          kvlistValue: {
            values: [
              {
                key: "deep",
                value: {
                  kvlistValue: {
                    values: [
                      {
                        key: "deeper",
                        value: { arrayValue: { values: [text("x".repeat(300))] } },
                      },
                    ],
                  },
                },
              },
            ],
          },
        },
      },
    ]);
  });

  it.each([
    ["4BF92F3577B34DA6A3CE929D0E0E4736", { traceId: "4bf92f3577b34da6a3ce929d0e0e4736" }],
    [
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" },
    ],
    ["1-5759e988-bd862e3fe1be46a994272793", { traceId: "5759e988bd862e3fe1be46a994272793" }],
    ["00000000000000000000000000000000", {}],
    ["order 17", {}],
  ])("takes the trace from the correlation id %s", async (correlationId, expected) => {
    const { log } = await receivedOf({ ...someRecord(1), correlationId });
    const ids = { traceId: log.traceId || undefined, spanId: log.spanId || undefined };

    expect(ids).toEqual({ traceId: undefined, spanId: undefined, ...expected });
  });

  it("makes a resource of each origin and environment, with its own attributes", async () => {
    const writer = writerWith({ resource: { "service.version": "1.4.0", instances: 3 } });
    writer({ ...someRecord(1), origin: "orders", environment: "prod" });
    writer({ ...someRecord(2), origin: "billing", environment: "prod" });
    writer({ ...someRecord(3), origin: "orders", environment: "prod" });
    await writer.flush({ deadline: Date.now() + 30_000 });

    const own = [
      { key: "service.version", value: { stringValue: "1.4.0" } },
      { key: "instances", value: { intValue: "3" } },
    ];
    const environment = { key: "deployment.environment.name", value: { stringValue: "prod" } };
    expect(receiver.resources.map(({ resource }) => resource.attributes)).toEqual([
      [{ key: "service.name", value: { stringValue: "orders" } }, environment, ...own],
      [{ key: "service.name", value: { stringValue: "billing" } }, environment, ...own],
    ]);
    expect(receiver.requests).toHaveLength(1);
  });

  it("hands over the whole batch without a retry when a part is rejected and the server does not say which", async () => {
    receiver.reject(200, "older than größe allows");
    const writer = writerWith();
    for (let n = 0; n < 300; n++) writer(someRecord(n));
    const report = await writer.flush({ deadline: Date.now() + 30_000 });

    expect(report).toEqual({ delivered: 0, undelivered: 300, pending: 0 });
    expect(receiver.requests).toHaveLength(1);
    expect(new Set(undelivered.values())).toEqual(
      new Set([
        "the server rejected 200 records of a batch and did not say which: older than größe allows",
      ]),
    );
  });

  it("has delivered what a server has taken with a warning", async () => {
    receiver.reject(0, "the attribute user.id is deprecated");
    const writer = writerWith();
    writer(someRecord(1));

    expect(await writer.flush()).toMatchObject({ delivered: 1, undelivered: 0 });
  });

  it("has delivered to a server that answers with an empty body, or with one that it cannot read", async () => {
    receiver.answerNext({ status: 200 }, { status: 200, body: "\u00ff<html>" });
    const writer = writerWith();
    writer(someRecord(1));
    await writer.flush();
    writer(someRecord(2));
    await writer.flush();

    expect(writer.counters).toMatchObject({ delivered: 2, undelivered: 0 });
  });

  it.each([429, 502, 503, 504])("retries after %d", async (status) => {
    receiver.answerNext({ status, headers: { "retry-after": "0" } });
    const writer = writerWith();
    writer(someRecord(1));
    await writer.flush({ deadline: Date.now() + 30_000 });

    expect(writer.counters).toMatchObject({ delivered: 1, retried: 1 });
  });

  it.each([400, 401, 403, 404, 408, 413, 500, 501, 302])(
    "never tries again after %d",
    async (status) => {
      receiver.answerNext({ status });
      const writer = writerWith();
      writer(someRecord(1));
      await writer.flush({ deadline: Date.now() + 30_000 });

      expect(writer.counters).toMatchObject({ undelivered: 1, retried: 0 });
      expect(receiver.requests).toHaveLength(1);
      expect(undelivered.get(someRecord(1).sk)).toBe(`HTTP ${status}`);
    },
  );

  it("believes a Retry-After that a flush cannot wait for only when it is said again", async () => {
    const busy = { status: 503, headers: { "retry-after": "3600" } };
    const writer = writerWith();
    receiver.answerNext(busy);
    writer(someRecord(1));
    await writer.flush({ deadline: 2_000 });
    receiver.answerNext(busy, busy);
    writer(someRecord(2));
    await writer.flush({ deadline: 2_000 });

    expect(receiver.requests).toHaveLength(4);
    expect([...undelivered.keys()]).toEqual([someRecord(2).sk]);
    expect(undelivered.get(someRecord(2).sk)).toMatch(/^the sink asks for a pause; .*HTTP 503/);
  });

  it("halves a batch that is too large for the server", async () => {
    receiver.answerNext({ status: 413 }, { status: 413 });
    const writer = writerWith();
    for (let n = 0; n < 100; n++) writer(someRecord(n));
    await writer.flush({ deadline: Date.now() + 30_000 });

    expect(receiver.ids()).toHaveLength(100);
    expect(writer.counters).toMatchObject({ delivered: 100, retried: 0 });
  });

  it("tells the origin apart where the service has another name", async () => {
    const { resource } = await receivedOf(someRecord(1), { resource: { "service.name": "shop" } });

    expect(resource.resource.attributes).toEqual([
      { key: "service.name", value: { stringValue: "shop" } },
      { key: "event.origin", value: { stringValue: "contract" } },
    ]);
  });

  it("compresses what is worth it", async () => {
    const writer = writerWith();
    writer(someRecord(1));
    await writer.flush();
    for (let n = 0; n < 100; n++) writer(someRecord(n));
    await writer.flush();

    const [small, large] = receiver.requests;
    expect(small?.headers["content-encoding"]).toBeUndefined();
    expect(large?.headers["content-encoding"]).toBe("gzip");
    expect(large?.wire.length).toBeLessThan((large?.body.length ?? 0) / 4);
  });

  it("compresses nothing when it is told so", async () => {
    const writer = writerWith({ compression: "none" });
    for (let n = 0; n < 100; n++) writer(someRecord(n));
    await writer.flush();

    expect(receiver.requests.map((request) => request.headers["content-encoding"])).toEqual([
      undefined,
    ]);
    expect(receiver.ids()).toHaveLength(100);
  });
});

it("encodes any payload equivalently in both encodings", async () => {
  const receiver = await startOtlpReceiver();
  const { url } = receiver;
  const writers = (["json", "protobuf"] as const).map((encoding) =>
    createOtlpEventWriter({ url, headers, encoding, undelivered: () => {} }),
  );
  const payloads = fc.dictionary(
    fc.string({ unit: "grapheme" }),
    fc.jsonValue({ stringUnit: "grapheme" }),
  );
  await fc.assert(
    fc.asyncProperty(payloads, async (payload) => {
      for (const writer of writers) {
        writer({ ...someRecord(1), payload });
        await writer.flush({ deadline: Date.now() + 30_000 });
      }
      const [json, protobuf] = receiver.resources.slice(-2);
      expect(writers.map(({ counters }) => counters.undelivered)).toEqual([0, 0]);
      expect(protobuf).toEqual(json);
    }),
    { numRuns: 200 },
  );
  await receiver.stop();
}, 60_000);

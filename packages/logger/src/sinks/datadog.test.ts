import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import { describeSinkContract, type SinkHarness } from "@service-events/testing/sink-contract";
import { someRecord } from "../../test/memory-sink.js";
import {
  type DatadogIntake,
  startDatadogIntake,
  UNREADABLE,
} from "../../test/places/datadog-intake.js";
import { createDatadogEventWriter, createDatadogSink } from "./datadog.js";

const HOUR_MS = 3_600_000;

/** A record that is so many hours old. */
function agedRecord(n: number, hours = 0): EventRecord<string> {
  const ms = new Date(Date.now() - hours * HOUR_MS).toISOString().slice(0, -1);
  const createdAt = `${ms}${String(n % 1000).padStart(3, "0")}Z`;
  return { ...someRecord(n), createdAt };
}

async function startHarness(): Promise<SinkHarness> {
  const intake = await startDatadogIntake();
  const records = new Map<number, EventRecord<string>>();
  return {
    sink: createDatadogSink({ url: intake.url, apiKey: intake.apiKey }),
    behave: intake.behave,
    record(n) {
      const record = records.get(n) ?? agedRecord(n);
      records.set(n, record);
      return record;
    },
    badRecord: () => ({ ...agedRecord(999_999), description: UNREADABLE }),
    stored: async () => intake.logs.map(({ evt }) => evt.id),
    stop: intake.stop,
  };
}

describeSinkContract("Datadog over the wire", startHarness);

describe("the Datadog writer", () => {
  const environment = { ...process.env };
  let intake: DatadogIntake;
  const undelivered = new Map<string, string>();
  beforeEach(async () => {
    intake = await startDatadogIntake();
    undelivered.clear();
  });
  afterEach(async () => {
    process.env = { ...environment };
    await intake.stop();
  });

  async function deliver(...records: EventRecord<string>[]) {
    const writer = createDatadogEventWriter({
      url: intake.url,
      apiKey: intake.apiKey,
      tags: { team: "billing", tier: "1" },
      undelivered(late, reason) {
        for (const { sk } of late) undelivered.set(sk, reason);
      },
    });
    for (const record of records) writer(record);
    await writer.flush({ deadline: Date.now() + 30_000 });
    return writer.counters;
  }

  it("sends an event under the names that Datadog has for its parts", async () => {
    const record: EventRecord<string> = {
      ...agedRecord(7),
      level: "error",
      environment: "prod",
      userId: "u_1",
      requestId: "r_1",
      correlationId: "c_1",
      error: { name: "TypeError", message: "no", fingerprint: "f00d" },
      weight: 10,
      ttl: 1_800_000_000,
      payload: { order: { total: 12.5, items: ["a"] } },
    };
    await deliver(record);

    expect(intake.logs).toEqual([
      {
        ddsource: "service-events",
        ddtags: "env:prod,team:billing,tier:1",
        service: "contract",
        status: "error",
        message: "event 7",
        timestamp: Date.parse(record.createdAt),
        createdAt: record.createdAt,
        evt: { id: record.sk, name: "JOB_STARTED" },
        usr: { id: "u_1" },
        lambda: { request_id: "r_1" },
        correlationId: "c_1",
        error: { kind: "TypeError", name: "TypeError", message: "no", fingerprint: "f00d" },
        weight: 10,
        payload: { order: { total: 12.5, items: ["a"] } },
      },
    ]);
  });

  it("calls an event without a level info, and one without an environment has no tag of it", async () => {
    await deliver(agedRecord(1));

    expect(intake.logs[0]).toMatchObject({ status: "info", ddtags: "team:billing,tier:1" });
  });

  it("hands over what is older than Datadog takes, and delivers the rest of its batch", async () => {
    const old = agedRecord(1, 18.1);
    const counters = await deliver(agedRecord(2), old, agedRecord(3, 17.9));

    expect(counters).toMatchObject({ delivered: 2, undelivered: 1, retried: 0 });
    expect(intake.requests).toHaveLength(1);
    expect([...undelivered]).toEqual([[old.sk, "Datadog rejects events older than 18 hours"]]);
  });

  it("asks nobody when all of a batch is too old", async () => {
    await deliver(agedRecord(1, 20), agedRecord(2, 30));

    expect(undelivered.size).toBe(2);
    expect(intake.requests).toHaveLength(0);
  });

  it("finds the bad one of a batch that has too old ones as well", async () => {
    const bad = { ...agedRecord(3), description: UNREADABLE };
    const counters = await deliver(agedRecord(1, 20), agedRecord(2), bad, agedRecord(4));

    expect(counters).toMatchObject({ delivered: 2, undelivered: 2 });
    expect(undelivered.get(bad.sk)).toBe("HTTP 400");
  });

  it("hands over what Datadog would cut", async () => {
    const large = { ...agedRecord(1), payload: { text: "ü".repeat(500_000) } };
    const fits = { ...agedRecord(2), payload: { text: "x".repeat(990_000) } };
    await deliver(large, fits);

    expect([...undelivered]).toEqual([
      [large.sk, "Datadog rejects events larger than 1000000 bytes"],
    ]);
    expect(intake.logs.map(({ evt }) => evt.id)).toEqual([fits.sk]);
  });

  it("keeps within 5 MB and 1,000 logs a request", async () => {
    const payload = { text: "x".repeat(9_000) };
    await deliver(...Array.from({ length: 1_500 }, (_, n) => ({ ...agedRecord(n), payload })));

    expect(intake.logs).toHaveLength(1_500);
    expect(undelivered.size).toBe(0);
  });

  it.each([408, 429, 500, 502, 503, 504])("retries after %d", async (status) => {
    intake.answerNext({ status, headers: { "retry-after": "0" } });

    expect(await deliver(agedRecord(1))).toMatchObject({ delivered: 1, retried: 1 });
  });

  it.each([400, 401, 403, 404, 413])("never retries after %d", async (status) => {
    intake.answerNext({ status });

    expect(await deliver(agedRecord(1))).toMatchObject({ undelivered: 1, retried: 0 });
    expect(intake.requests).toHaveLength(1);
  });

  it("takes key and site from the environment", async () => {
    process.env.DD_API_KEY = intake.apiKey;
    process.env.DD_SITE = "datadoghq.eu";
    const writer = createDatadogEventWriter({ url: intake.url });
    writer(agedRecord(1));
    await writer.flush({ deadline: Date.now() + 30_000 });

    expect(intake.logs).toHaveLength(1);
    expect(createDatadogSink({}).name).toBe("datadog:datadoghq.eu");
  });
});

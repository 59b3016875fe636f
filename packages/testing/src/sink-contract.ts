import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  createEventWriter,
  type DeliveryOptions,
  type Entry,
  type EventWriter,
  type Sink,
} from "@service-events/logger";
import { type Random, seededRandom } from "./fault-proxy/random.js";

/** Any record, whatever its event type. */
export type SinkRecord = Entry["record"];

/** How a sink's server answers one request. */
export type Mood =
  /** It stores the batch. */
  | "ok"
  /** It stores nothing, and would do so later: throttled, overloaded. */
  | "busy"
  /** It stores some records and leaves the others for later; a server that cannot do so is `busy`. */
  | "partly-busy"
  /** It stores nothing and never will: no permission. */
  | "refuses"
  /** It stores the batch after a while. */
  | "slow"
  /** It never answers. */
  | "silent";

/** How a test delivers. */
interface Delivering extends DeliveryOptions {
  flushMs?: number;
  /** The most records of a batch. Default: what the sink allows. */
  batchRecords?: number;
}

/** Small batches, so that there are enough requests for every mood. */
const MANY_REQUESTS: Delivering = { batchRecords: 10 };

/** A sink and the server that it sends to, controlled by a test. */
export interface SinkHarness {
  readonly sink: Sink;
  /** Chooses how the server answers each request from now on. */
  behave(mood: () => Mood): void;
  /** An ordinary record, the same for the same number. */
  record(n: number): SinkRecord;
  /** A record that the server can never store, and whose batch it rejects. */
  badRecord(): SinkRecord;
  /** The sort keys that the server has stored, with duplicates. */
  stored(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/**
 * The contract of a sink: combined with delivery, no record is lost, stored twice or retried for ever. Describes one test suite.
 */
export function describeSinkContract(name: string, startHarness: () => Promise<SinkHarness>): void {
  describe(`the contract of a sink: ${name}`, () => {
    let harness: SinkHarness;
    let random: Random;

    beforeEach(async () => {
      harness = await startHarness();
      random = seededRandom(1);
    });
    afterEach(() => harness.stop());

    function records(count: number): SinkRecord[] {
      return Array.from({ length: count }, (_, n) => harness.record(n));
    }

    /** Writes records, flushes, and returns where they ended up. */
    async function deliver(
      batch: readonly SinkRecord[],
      { flushMs = 30_000, batchRecords, ...options }: Delivering = {},
    ) {
      const undelivered = new Map<string, string>();
      const handedOver: string[] = [];
      const { sink, batches } = observe(harness.sink, batchRecords);
      const writer = createEventWriter(sink, {
        // A server that is slow only because the machine is busy must not get a retry.
        attemptTimeoutMs: 30_000,
        undelivered(late, reason) {
          for (const { sk } of late) {
            handedOver.push(sk);
            undelivered.set(sk, reason);
          }
        },
        ...options,
      });
      for (const record of batch) writer(record);
      await writer.flush({ deadline: Date.now() + flushMs });
      const stored = await harness.stored();
      expectSettledOnce(batch, stored, handedOver, writer);
      return { stored, undelivered, batches, writer };
    }

    it("stores every record when the server accepts all", async () => {
      const { stored, writer } = await deliver(records(60));

      expect(stored).toHaveLength(60);
      expect(writer.counters).toEqual({
        accepted: 60,
        delivered: 60,
        retried: 0,
        undelivered: 0,
      });
    });

    it("writes the same text for the same record", () => {
      expect(harness.sink.encode(harness.record(0))).toBe(harness.sink.encode(harness.record(0)));
    });

    it("keeps each batch within its limits, however much is queued", async () => {
      const { sink } = harness;
      const count = sink.limits.records * 3 + 3;
      const { stored, batches } = await deliver(records(count));

      expect(stored).toHaveLength(count);
      for (const batch of batches) {
        expect(batch.records).toBeLessThanOrEqual(sink.limits.records);
        expect(batch.bytes).toBeLessThanOrEqual(sink.limits.bytes);
      }
    });

    it("loses nothing while the server is busy at random", async () => {
      harness.behave(() => (random() < 0.5 ? "busy" : "ok"));
      const { stored, writer } = await deliver(records(200), MANY_REQUESTS);

      expect(stored).toHaveLength(200);
      expect(writer.counters.retried).toBeGreaterThan(0);
    });

    it("retries only what a busy server did not store", async () => {
      harness.behave(() => (random() < 0.5 ? "partly-busy" : "ok"));
      const { stored, writer } = await deliver(records(200), MANY_REQUESTS);

      expect(stored).toHaveLength(200);
      expect(writer.counters.retried).toBeGreaterThan(0);
    });

    it("hands over rejected records with the reason and without a retry", async () => {
      harness.behave(() => (random() < 0.5 ? "refuses" : "ok"));
      const { stored, undelivered, writer } = await deliver(records(200), MANY_REQUESTS);

      expect(undelivered.size).toBeGreaterThan(0);
      expect(stored).toHaveLength(200 - undelivered.size);
      expect(writer.counters.retried).toBe(0);
      expect([...undelivered.values()]).not.toContain("");
    });

    it("settles every record when the server mixes all moods", async () => {
      const moods: Mood[] = ["ok", "busy", "partly-busy", "refuses", "slow"];
      harness.behave(() => moods[Math.floor(random() * moods.length)] ?? "ok");
      const { stored, undelivered } = await deliver(records(200), MANY_REQUESTS);

      expect(stored.length).toBeGreaterThan(0);
      expect(undelivered.size).toBeGreaterThan(0);
    });

    it("waits for a slow server", async () => {
      harness.behave(() => "slow");
      const { stored, writer } = await deliver(records(100));

      expect(stored).toHaveLength(100);
      expect(writer.counters.retried).toBe(0);
    });

    it("hands over by the deadline what a dead server never answers", async () => {
      harness.behave(() => "silent");
      const { stored, undelivered } = await deliver(records(100), {
        flushMs: 300,
        attemptTimeoutMs: 100,
      });

      expect(stored).toEqual([]);
      expect(undelivered.size).toBe(100);
    });

    it("continues when a dead server answers again", async () => {
      let requests = 0;
      harness.behave(() => (++requests <= 3 ? "silent" : "ok"));
      const { stored } = await deliver(records(100), { ...MANY_REQUESTS, attemptTimeoutMs: 1_000 });

      expect(stored).toHaveLength(100);
    });

    it("abandons a request when its signal aborts", async () => {
      harness.behave(() => "silent");
      const controller = new AbortController();
      const record = harness.record(0);
      const sent = harness.sink
        .send([{ record, text: harness.sink.encode(record) }], controller.signal)
        .then(JSON.stringify, (error: unknown) => `rejected: ${String(error)}`);
      await sleep(50);
      controller.abort(new Error("enough"));

      const patience = sleep(10_000, "still waiting", { ref: false });
      expect(await Promise.race([sent, patience])).not.toBe("still waiting");
    });

    it("loses only the one bad record of a batch", async () => {
      const bad = harness.badRecord();
      const batch = [...records(30), bad];
      const { stored, undelivered } = await deliver(batch);

      expect([...undelivered.keys()]).toEqual([bad.sk]);
      expect(stored).toHaveLength(30);
    });
  });
}

/** The sink with smaller batches, and the sizes of those that it was given. */
function observe(
  sink: Sink,
  batchRecords = Number.POSITIVE_INFINITY,
): { sink: Sink; batches: { records: number; bytes: number }[] } {
  const batches: { records: number; bytes: number }[] = [];
  const observed: Sink = {
    name: sink.name,
    get limits() {
      const { records, bytes } = sink.limits;
      return { records: Math.min(records, batchRecords), bytes };
    },
    encode: (record) => sink.encode(record),
    send(batch, signal) {
      const bytes = batch.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
      batches.push({ records: batch.length, bytes });
      return sink.send(batch, signal);
    },
    ...(sink.register && { register: sink.register }),
  };
  return { sink: observed, batches };
}

function expectSettledOnce(
  accepted: readonly SinkRecord[],
  stored: readonly string[],
  undelivered: readonly string[],
  { counters }: EventWriter,
): void {
  const keys = accepted.map(({ sk }) => sk).sort();
  expect([...stored, ...undelivered].sort()).toEqual(keys);
  expect(counters).toMatchObject({
    accepted: keys.length,
    delivered: stored.length,
    undelivered: undelivered.length,
  });
}

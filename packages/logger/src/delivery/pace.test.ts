import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import { seededRandom } from "@service-events/testing/fault-proxy/random";
import type { Entry, Outcome, Sink } from "../sink.js";
import { createDelivery } from "./delivery.js";
import { someRecord } from "./scripted-sink.test-support.js";

// The clock is the test's own, so that rates are those of the delivery and not of the machine.
beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const LEFT: Outcome = {
  status: "retry",
  kind: "throttled",
  reason: "the table left it unprocessed",
};

/**
 * A sink that takes so many records a second and leaves the others, as DynamoDB does: what a second does not use may be
 * used in the next. A batch of which it takes nothing is refused as a whole.
 */
function sinkOf(recordsPerSecond: number): Sink & { busyUntil: number } {
  let room = 0;
  let at = Date.now();

  function takes(): boolean {
    const now = Date.now();
    room = Math.min(recordsPerSecond, room + ((now - at) / 1_000) * recordsPerSecond);
    at = now;
    if (room < 1) return false;
    room--;
    return true;
  }

  const sink = {
    name: "throttled",
    limits: { records: 25, bytes: 1_000_000 },
    busyUntil: 0,
    encode: () => "text",
    async send(batch: readonly Entry[]) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const outcomes = batch.map((): Outcome => (takes() ? { status: "ok" } : LEFT));
      sink.busyUntil = Date.now();
      return outcomes.every((outcome) => outcome === LEFT) ? LEFT : outcomes;
    },
  };
  return sink;
}

it.each([500, 4_000])("finds the rate of a sink that takes %d records a second", async (rate) => {
  const seconds = 5;
  const sink = sinkOf(rate);
  const delivery = createDelivery(sink, { concurrency: 16 });
  const start = Date.now();
  for (let count = 0; count < rate * seconds; count++) {
    delivery.accept(someRecord(), delivery.everything);
  }
  const flushed = delivery.flush(delivery.everything, { deadline: start + 60_000 });
  await jest.advanceTimersByTimeAsync(60_000);

  expect(await flushed).toMatchObject({ delivered: rate * seconds, undelivered: 0 });
  expect(sink.busyUntil - start).toBeLessThan(1.4 * seconds * 1_000);
  expect(delivery.counters.retried).toBeLessThan(rate * seconds);
});

it("goes as fast as before once everything was taken", async () => {
  const sink = sinkOf(500);
  const delivery = createDelivery(sink);
  for (let count = 0; count < 1_000; count++) delivery.accept(someRecord(), delivery.everything);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(delivery.counters.delivered).toBe(1_000);

  const start = Date.now();
  for (let count = 0; count < 500; count++) delivery.accept(someRecord(), delivery.everything);
  await jest.advanceTimersByTimeAsync(60_000);

  expect(delivery.counters.delivered).toBe(1_500);
  // Twenty batches in four lanes, of 5 ms each.
  expect(sink.busyUntil - start).toBeLessThan(50);
});

it.each([0.5, 1])(
  "delivers 10,000 events in a default flush to a sink that leaves %d of a batch in three of ten requests",
  async (share) => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = seededRandom(seed);
      const sink: Sink = {
        name: "flaky",
        limits: { records: 25, bytes: 1_000_000 },
        encode: () => "text",
        async send(batch) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          const leaves = random() < 0.3;
          return batch.map(() => (leaves && random() < share ? LEFT : { status: "ok" }));
        },
      };
      const delivery = createDelivery(sink);
      for (let n = 0; n < 10_000; n++) delivery.accept(someRecord(), delivery.everything);
      const flushed = delivery.flush(delivery.everything);
      await jest.advanceTimersByTimeAsync(3_000);

      expect(await flushed).toEqual({ delivered: 10_000, undelivered: 0, pending: 0 });
    }
  },
);

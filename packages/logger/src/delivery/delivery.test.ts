import fs from "node:fs";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import { createDelivery } from "./delivery.js";
import type { DeliveryOptions } from "./options.js";
import { type Answer, scriptedSink, someRecord } from "./scripted-sink.test-support.js";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function deliveryTo(script: Answer[], options: DeliveryOptions = {}, batchRecords = 4) {
  const sink = scriptedSink(script, batchRecords);
  const undelivered: { record: EventRecord<string>; reason: string }[] = [];
  const delivery = createDelivery(sink, {
    undelivered: (records, reason) =>
      undelivered.push(...records.map((record) => ({ record, reason }))),
    ...options,
  });
  return {
    sink,
    undelivered,
    delivery,
    accept: (...records: EventRecord<string>[]) => {
      for (const record of records) delivery.accept(record, delivery.everything);
    },
    flush: (deadlineMs = 60_000) =>
      settled(delivery.flush(delivery.everything, { deadline: Date.now() + deadlineMs })),
  };
}

/** Runs the fake clock until a promise is settled. */
async function settled<T>(promise: Promise<T>): Promise<T> {
  let done = false;
  void promise.finally(() => {
    done = true;
  });
  for (let step = 0; !done && step < 10_000; step++) await jest.advanceTimersByTimeAsync(10);
  return promise;
}

function records(count: number): EventRecord<string>[] {
  return Array.from({ length: count }, () => someRecord());
}

describe("batches", () => {
  it("sends nothing before the linger, then everything in one batch", async () => {
    const { sink, accept } = deliveryTo([], { lingerMs: 5 });
    accept(...records(3));
    await jest.advanceTimersByTimeAsync(4);
    expect(sink.requests).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(2);
    expect(sink.requests.map((request) => request.length)).toEqual([3]);
  });

  it("does not wait for the linger when a batch is full", async () => {
    const { sink, accept } = deliveryTo([], { lingerMs: 1_000 });
    accept(...records(4));
    await jest.advanceTimersByTimeAsync(1);
    expect(sink.requests.map((request) => request.length)).toEqual([4]);
  });

  it("keeps to the sink's limits of records and of bytes", async () => {
    const { sink, accept, flush } = deliveryTo([], {}, 25);
    accept(...records(10), someRecord("x".repeat(9_900)), ...records(60));
    await flush();
    const sizes = sink.requests.map((request) => request.length);
    expect(Math.max(...sizes)).toBe(25);
    expect(sizes[0]).toBe(10);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(71);
  });

  it("has no more requests under way than its concurrency", async () => {
    const slow: Answer[] = Array.from({ length: 10 }, () => ({ kind: "ok", afterMs: 100 }));
    const { sink, accept } = deliveryTo(slow, { concurrency: 2 });
    accept(...records(40));
    await jest.advanceTimersByTimeAsync(50);
    expect(sink.requests).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(100);
    expect(sink.requests).toHaveLength(4);
  });
});

describe("outcomes", () => {
  it("retries only what asks for it and never sends again what was acknowledged", async () => {
    const { sink, undelivered, accept, flush } = deliveryTo([
      { kind: "each", outcomes: "orxo", afterMs: 0 },
    ]);
    const [first, second, third, fourth] = records(4) as [
      EventRecord,
      EventRecord,
      EventRecord,
      EventRecord,
    ];
    accept(first, second, third, fourth);
    const report = await flush();
    expect(report).toEqual({ delivered: 3, undelivered: 1, pending: 0 });
    expect(undelivered).toEqual([{ record: third, reason: "refused" }]);
    expect(sink.requests).toEqual([[first.sk, second.sk, third.sk, fourth.sk], [second.sk]]);
  });

  it("counts accepted, delivered, retried and undelivered records", async () => {
    const { delivery, accept, flush } = deliveryTo([
      { kind: "throw", afterMs: 0 },
      { kind: "each", outcomes: "ox", afterMs: 0 },
    ]);
    accept(...records(2));
    await flush();
    expect(delivery.counters).toEqual({ accepted: 2, delivered: 1, retried: 2, undelivered: 1 });
  });

  it("finds the one record that the server refuses, and delivers all others", async () => {
    const { undelivered, accept, flush } = deliveryTo([], {}, 25);
    const bad = someRecord("bad");
    accept(...records(7), bad, ...records(9));
    const report = await flush();
    expect(report).toEqual({ delivered: 16, undelivered: 1, pending: 0 });
    expect(undelivered).toEqual([{ record: bad, reason: "a record is invalid" }]);
  });

  it("waits as long as the server asks", async () => {
    const sink = scriptedSink();
    const send = sink.send.bind(sink);
    let busy = true;
    sink.send = async (batch, signal) => {
      const outcome = await send(batch, signal);
      if (!busy) return outcome;
      busy = false;
      return { status: "retry", reason: "429", afterMs: 2_000 };
    };
    const delivery = createDelivery(sink);
    delivery.accept(someRecord(), delivery.everything);
    const flush = delivery.flush(delivery.everything, { deadline: Date.now() + 10_000 });
    await jest.advanceTimersByTimeAsync(1_990);
    expect(sink.requests).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(20);
    expect(sink.requests).toHaveLength(2);
    expect(await flush).toEqual({ delivered: 1, undelivered: 0, pending: 0 });
  });

  it("gives up on a request that takes too long, also when the sink ignores its signal", async () => {
    const sink = scriptedSink();
    let requests = 0;
    sink.send = () =>
      ++requests === 1 ? new Promise(() => {}) : Promise.resolve({ status: "ok" });
    const delivery = createDelivery(sink, { attemptTimeoutMs: 100 });
    delivery.accept(someRecord(), delivery.everything);
    const report = await settled(delivery.flush(delivery.everything));
    expect(report).toEqual({ delivered: 1, undelivered: 0, pending: 0 });
    expect(requests).toBe(2);
  });

  it("hands over a record that could not be delivered for too long, with the last reason", async () => {
    const always: Answer[] = Array.from({ length: 1_000 }, () => ({ kind: "throw", afterMs: 0 }));
    const { undelivered, accept } = deliveryTo(always, { giveUpAfterMs: 5_000 });
    accept(someRecord());
    await jest.advanceTimersByTimeAsync(20_000);
    expect(undelivered.map(({ reason }) => reason)).toEqual([
      "gave up after 5000 ms; last failure: connection reset",
    ]);
  });
});

describe("bounds", () => {
  it("hands over what does not fit into the queue", async () => {
    const { undelivered, accept, flush, delivery } = deliveryTo([], { queueRecords: 5 });
    const all = records(8);
    accept(...all);
    expect(undelivered.map(({ record }) => record)).toEqual(all.slice(5));
    expect(undelivered[0]?.reason).toBe("the queue is full");
    expect(await flush()).toEqual({ delivered: 5, undelivered: 3, pending: 0 });
    expect(delivery.counters.accepted).toBe(8);
  });

  it("bounds the queue in bytes, too", () => {
    const { undelivered, accept } = deliveryTo([], { queueBytes: 1_000 });
    accept(someRecord("x".repeat(500)), someRecord("y".repeat(500)));
    expect(undelivered).toHaveLength(1);
  });

  it.each([
    ["queueRecords", 0],
    ["queueBytes", Number.NaN],
    ["lingerMs", -1],
    ["concurrency", Number.POSITIVE_INFINITY],
    ["attemptTimeoutMs", "soon" as unknown as number],
  ] as const)("refuses %s = %p when it is made", (name, value) => {
    expect(() => createDelivery(scriptedSink(), { [name]: value })).toThrow(
      new RegExp(`${name} must be a number from \\d to \\d+, received`),
    );
  });

  it("loses no record when the sink cannot encode it or `undelivered` throws", async () => {
    const sink = scriptedSink();
    sink.encode = () => {
      throw new Error("cannot");
    };
    const stderr = jest.spyOn(fs, "writeSync").mockReturnValue(1_000_000);
    const delivery = createDelivery(sink, {
      undelivered: () => {
        throw new Error("no disk");
      },
    });
    const record = someRecord();
    delivery.accept(record, delivery.everything);
    expect(String(stderr.mock.calls[0]?.[1])).toContain(record.sk);
    expect(await delivery.flush(delivery.everything)).toMatchObject({ undelivered: 1 });
    stderr.mockRestore();
  });
});

describe("flush", () => {
  it("settles by its deadline what a dead sink does not take", async () => {
    const { undelivered, accept, delivery } = deliveryTo([{ kind: "hang", afterMs: 0 }]);
    accept(...records(6));
    const flush = delivery.flush(delivery.everything, { deadline: Date.now() + 200 });
    await jest.advanceTimersByTimeAsync(199);
    expect(undelivered).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(2);
    const report = await flush;
    expect(report.delivered + report.undelivered).toBe(6);
    expect(undelivered.map(({ reason }) => reason)).toEqual(
      Array(report.undelivered).fill("the flush reached its deadline"),
    );
  });

  it("tries at once what comes after everything was settled, however long the last pause was", async () => {
    const failing: Answer[] = Array.from({ length: 20 }, () => ({ kind: "throw", afterMs: 0 }));
    const { sink, accept, flush } = deliveryTo(failing);
    accept(someRecord());
    expect(await flush(1_000)).toEqual({ delivered: 0, undelivered: 1, pending: 0 });
    const tries = sink.requests.length;
    accept(someRecord());
    await flush(20);
    expect(sink.requests.length).toBeGreaterThan(tries);
  });

  it("does not wait for events that arrive while it runs", async () => {
    const { accept, delivery } = deliveryTo([
      { kind: "ok", afterMs: 50 },
      { kind: "hang", afterMs: 0 },
    ]);
    accept(...records(4));
    const flush = delivery.flush(delivery.everything, { deadline: Date.now() + 1_000 });
    accept(...records(3));
    await jest.advanceTimersByTimeAsync(60);
    expect(await flush).toEqual({ delivered: 4, undelivered: 0, pending: 3 });
  });

  it("reports what was delivered before it was called, once", async () => {
    const { accept, delivery, flush } = deliveryTo([]);
    accept(...records(3));
    await jest.advanceTimersByTimeAsync(50);
    expect(delivery.counters.delivered).toBe(3);
    expect(await flush()).toEqual({ delivered: 3, undelivered: 0, pending: 0 });
    expect(await flush()).toEqual({ delivered: 0, undelivered: 0, pending: 0 });
  });

  it("settles for both when two flushes overlap", async () => {
    const { accept, delivery } = deliveryTo([{ kind: "ok", afterMs: 50 }]);
    accept(...records(2));
    const first = delivery.flush(delivery.everything);
    const second = delivery.flush(delivery.everything);
    await jest.advanceTimersByTimeAsync(60);
    expect(await first).toEqual({ delivered: 2, undelivered: 0, pending: 0 });
    expect(await second).toEqual({ delivered: 2, undelivered: 0, pending: 0 });
  });
});

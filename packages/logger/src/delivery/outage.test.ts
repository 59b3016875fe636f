import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { seededRandom } from "@service-events/testing/fault-proxy/random";
import type { BatchOutcome, Entry, Outcome, Sink } from "../sink.js";
import type { DeliveryFailure, DeliveryRequest } from "./channels.js";
import type { DeliveryOptions } from "./options.js";
import { someRecord } from "./scripted-sink.test-support.js";
import { createEventWriter } from "./writer.js";

// Minutes of outages are not waited for: the clock is the test's own, and so is what the sink stored.
beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** A sink that answers with what `answer` returns, after 5 ms, and remembers what it stored. */
function sinkThat(answer: (batch: readonly Entry[], signal: AbortSignal) => unknown) {
  const stored = new Set<string>();
  const requests: number[] = [];
  const sink: Sink = {
    name: "outage",
    limits: { records: 25, bytes: 1_000_000 },
    encode: ({ sk }) => sk,
    async send(batch, signal) {
      requests.push(performance.now());
      await pass(5);
      const outcome = ((await answer(batch, signal)) || { status: "ok" }) as BatchOutcome;
      for (const [index, { record }] of batch.entries()) {
        const own = Array.isArray(outcome) ? outcome[index] : outcome;
        if (own.status === "ok") stored.add(record.sk);
      }
      return outcome;
    },
  };
  return { sink, stored, requests };
}

const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const hang = (_: unknown, signal: AbortSignal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });

/** Runs the fake clock until the work is done. */
async function finish<T>(work: Promise<T>): Promise<T> {
  let done = false;
  const end = work.finally(() => {
    done = true;
  });
  end.catch(() => {});
  while (!done) await jest.advanceTimersByTimeAsync(20);
  return end;
}

function writerTo(sink: Sink, options: DeliveryOptions = {}) {
  const handedOver: { key: string; reason: string; at: number }[] = [];
  const writer = createEventWriter(sink, {
    ...options,
    undelivered(records, reason) {
      for (const { sk } of records) handedOver.push({ key: sk, reason, at: performance.now() });
    },
  });
  function write(count: number): string[] {
    return Array.from({ length: count }, () => {
      const record = someRecord();
      writer(record);
      return record.sk;
    });
  }
  return { writer, write, handedOver };
}

describe("a sink that is down", () => {
  const failures = { hangs: hang, "answers 503": () => ({ status: "retry", reason: "HTTP 503" }) };

  it.each(Object.entries(failures))(
    "and %s costs a function one wait and short probes, whenever it begins and ends",
    async (_, fail) => {
      for (let seed = 1; seed <= 20; seed++) {
        const random = seededRandom(seed);
        const start = performance.now();
        const downFrom = start + random() * 20_000;
        const downTo = downFrom + 5_000 + random() * 120_000;
        const isDown = () => performance.now() >= downFrom && performance.now() < downTo;
        const { sink, stored } = sinkThat((batch, signal) => isDown() && fail(batch, signal));
        const { writer, write, handedOver } = writerTo(sink, { whenDown: "hand-over" });
        const waits: number[] = [];
        const keys: string[] = [];
        while (performance.now() < downTo + 70_000) {
          keys.push(...write(1 + Math.floor(random() * 30)));
          const from = performance.now();
          await finish(writer.flush());
          waits.push(performance.now() - from);
          await jest.advanceTimersByTimeAsync(random() * 2_000);
        }

        const lost = keys.filter(
          (key) => !stored.has(key) && !handedOver.some((each) => each.key === key),
        );
        expect(lost).toEqual([]);
        const long = waits.filter((ms) => ms > 1_100);
        expect({ seed, long: long.length <= 2 }).toEqual({ seed, long: true });
        // 2, 4, 8, 16, 32, 60 s: no more probes than these fit into two minutes.
        expect(waits.filter((ms) => ms > 200).length).toBeLessThanOrEqual(12);
        expect(writer.counters.down).toBeUndefined();
        expect(stored.has(keys.at(-1) ?? "")).toBe(true);
      }
    },
  );

  it("says since when it is down and why, until it takes something", async () => {
    let down = true;
    const { sink } = sinkThat(() => down && { status: "retry", reason: "HTTP 503" });
    const { writer, write } = writerTo(sink, { whenDown: "hand-over" });
    write(3);
    await finish(writer.flush());
    const health = writer.health();
    down = false;
    await jest.advanceTimersByTimeAsync(2_000);
    write(1);
    await finish(writer.flush());

    expect(health).toMatchObject({ waiting: 0, down: "HTTP 503" });
    expect(health.lastFailure?.reason).toBe("HTTP 503");
    expect(writer.health()).toMatchObject({ waiting: 0, oldestMs: 0, down: undefined });
    expect(writer.counters).toMatchObject({ accepted: 4, delivered: 1, undelivered: 3 });
  });

  it("lets the events of a server wait, and takes them all when it is up again", async () => {
    const upAt = performance.now() + 60_000;
    const { sink, stored } = sinkThat((_, signal) =>
      performance.now() < upAt ? hang(_, signal) : { status: "ok" },
    );
    const { writer, write, handedOver } = writerTo(sink);
    const flushed = write(10);
    await finish(writer.flush());
    const later = write(5_000);
    await jest.advanceTimersByTimeAsync(80_000);

    expect(handedOver.map(({ key }) => key)).toEqual(flushed);
    expect(later.filter((key) => !stored.has(key))).toEqual([]);
  });

  it("is not one that takes a little", async () => {
    const { sink } = sinkThat((batch) =>
      batch.map((_, index) =>
        index === 0 ? { status: "ok" } : { status: "retry", reason: "throttled" },
      ),
    );
    const { writer, write, handedOver } = writerTo(sink, { whenDown: "hand-over" });
    write(20_000);
    await finish(writer.flush());

    expect(handedOver.length).toBeGreaterThan(0);
    expect(writer.counters.down).toBeUndefined();
  });
});

describe("the age of a record", () => {
  it.each(["hang", "fail"])("is bounded for all that wait when requests %s", async (how) => {
    for (let seed = 1; seed <= 5; seed++) {
      const random = seededRandom(seed);
      const { sink } = sinkThat(how === "hang" ? hang : () => Promise.reject(new Error("down")));
      const { write, handedOver } = writerTo(sink, { giveUpAfterMs: 4_000 });
      const acceptedAt = new Map<string, number>();
      for (let group = 0; group < 50; group++) {
        for (const key of write(100)) acceptedAt.set(key, performance.now());
        await jest.advanceTimersByTimeAsync(random() * 200);
      }
      await jest.advanceTimersByTimeAsync(4_100);

      const ages = handedOver.map(({ key, at }) => at - (acceptedAt.get(key) ?? 0));
      expect(ages).toHaveLength(5_000);
      expect(Math.max(...ages)).toBeLessThan(4_100);
      expect(Math.min(...ages)).toBeGreaterThanOrEqual(3_999);
    }
  });
});

it("goes on delivering when the clock is set back during a pause", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = seededRandom(seed);
    const fineFrom = performance.now() + random() * 2_000;
    const { sink, stored } = sinkThat(() =>
      performance.now() < fineFrom ? { status: "retry", reason: "busy" } : { status: "ok" },
    );
    const { writer, write } = writerTo(sink);
    const keys = write(100);
    await jest.advanceTimersByTimeAsync(random() * 2_000);
    jest.setSystemTime(Date.now() - 3_600_000);
    const flushed = writer.flush({ deadline: 10_000 });
    await jest.advanceTimersByTimeAsync(10_000);

    expect(await flushed).toMatchObject({ undelivered: 0 });
    expect(keys.filter((key) => !stored.has(key))).toEqual([]);
  }
});

describe("a server that asks for a long pause", () => {
  const asks = (seconds: number) => ({
    status: "retry",
    reason: "HTTP 503",
    afterMs: seconds * 1_000,
  });

  it("once, at any moment, costs a flush nothing but time", async () => {
    for (let nth = 1; nth <= 40; nth += 3) {
      let count = 0;
      const { sink, stored } = sinkThat(() => (++count === nth ? asks(99_999) : { status: "ok" }));
      const { writer, write, handedOver } = writerTo(sink);
      const keys = write(1_000);
      await finish(writer.flush());

      expect({ nth, handedOver }).toEqual({ nth, handedOver: [] });
      expect(keys.filter((key) => !stored.has(key))).toEqual([]);
    }
  });

  it("again and again is believed: a flush does not wait out its deadline", async () => {
    const { sink, requests } = sinkThat(() => asks(3_600));
    const { writer, write, handedOver } = writerTo(sink);
    const start = performance.now();
    write(1_000);
    await finish(writer.flush({ deadline: 10_000 }));

    expect(performance.now() - start).toBeLessThan(5_000);
    expect(handedOver).toHaveLength(1_000);
    expect(handedOver[0]?.reason).toBe("the sink asks for a pause; last failure: HTTP 503");
    expect(requests.length).toBeLessThanOrEqual(8);
  });
});

describe("a server that refuses batches", () => {
  it("of any content is not asked about each record", async () => {
    const { sink, requests } = sinkThat(() => ({ status: "bisect", reason: "HTTP 400" }));
    const { writer, write, handedOver } = writerTo(sink);
    write(5_000);
    await finish(writer.flush());

    expect(handedOver).toHaveLength(5_000);
    expect(requests.length).toBeLessThan(300);
  });

  it("because of single records still gets all the others", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seededRandom(seed);
      const bad = new Set<string>();
      const { sink, stored } = sinkThat((batch) =>
        batch.some(({ record }) => bad.has(record.sk))
          ? { status: "bisect", reason: "HTTP 400" }
          : { status: "ok" },
      );
      const { writer, write, handedOver } = writerTo(sink);
      const keys = write(1_000);
      for (const key of keys) if (random() < 0.05) bad.add(key);
      await finish(writer.flush({ deadline: 60_000 }));

      expect(handedOver.map(({ key }) => key).toSorted()).toEqual([...bad].toSorted());
      expect(stored.size).toBe(1_000 - bad.size);
    }
  });
});

it("tells subscribers of every request and of every record that is handed over", async () => {
  const seen = { requested: 0, stored: 0, undelivered: 0 };
  const onRequest = (message: unknown) => {
    const { records, outcome } = message as DeliveryRequest;
    seen.requested++;
    if (!Array.isArray(outcome) && (outcome as Outcome).status === "ok") seen.stored += records;
  };
  const onUndelivered = (message: unknown) => {
    seen.undelivered += (message as DeliveryFailure).records;
  };
  subscribe("service-events:request", onRequest);
  subscribe("service-events:undelivered", onUndelivered);
  let count = 0;
  const { sink, stored, requests } = sinkThat(
    () => ++count % 3 === 0 && { status: "reject", reason: "no" },
  );
  const { writer, write, handedOver } = writerTo(sink);
  write(500);
  await finish(writer.flush());
  unsubscribe("service-events:request", onRequest);
  unsubscribe("service-events:undelivered", onUndelivered);

  expect(seen).toEqual({
    requested: requests.length,
    stored: stored.size,
    undelivered: handedOver.length,
  });
  expect(seen.undelivered).toBeGreaterThan(0);
});

it("gives what is recorded after a shutdown to `undelivered` at once, through forks too", async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const random = seededRandom(seed);
    const { sink, stored } = sinkThat(() => pass(random() * 50));
    const { writer, write, handedOver } = writerTo(sink);
    const before = write(1 + Math.floor(random() * 100));
    const fork = writer.fork();
    await jest.advanceTimersByTimeAsync(random() * 30);
    const ended = writer.shutdown({ deadline: 2_000 });
    await jest.advanceTimersByTimeAsync(random() * 30);
    const after = write(1);
    fork(someRecord());
    const report = await finish(ended);

    expect(before.filter((key) => !stored.has(key))).toEqual([]);
    expect(report.undelivered).toBe(0);
    expect(handedOver).toHaveLength(2);
    expect(handedOver[0]).toMatchObject({
      key: after[0],
      reason: "the writer was shut down before",
    });
  }
});

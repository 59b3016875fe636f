import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import {
  blackHole,
  passOn,
  resetAfter,
  resetBefore,
  slow,
  unavailable,
} from "@service-events/testing/fault-proxy/faults";
import { always, sometimes } from "@service-events/testing/fault-proxy/plan";
import { seededRandom } from "@service-events/testing/fault-proxy/random";
import { type FaultBench, startFaultBench } from "../../../test/fault-run.js";

jest.setTimeout(120_000);

const EVENTS = 10_000;

describe("10,000 events over a network that does not do its part", () => {
  let bench: FaultBench;
  beforeAll(async () => {
    bench = await startFaultBench();
  });
  afterAll(() => bench.stop());

  it("all arrive when connections are reset before the table heard of the request", async () => {
    const { stored, undelivered } = await bench.run(sometimes(0.2, resetBefore, seededRandom(1)));

    expect(stored).toHaveLength(EVENTS);
    expect(undelivered).toEqual([]);
  });

  it("all arrive once when connections are reset after the write took effect", async () => {
    const { stored, undelivered } = await bench.run(sometimes(0.2, resetAfter, seededRandom(2)));

    expect(stored).toHaveLength(EVENTS);
    expect(undelivered).toEqual([]);
  });

  it("all arrive without a retry when every answer takes its time", async () => {
    const { stored, undelivered, counters } = await bench.run(always(slow(20)));

    expect(stored).toHaveLength(EVENTS);
    expect(undelivered).toEqual([]);
    expect(counters.retried).toBe(0);
  });

  it("all arrive when some requests are never answered", async () => {
    // Each of these costs a lane the whole timeout, so there are few.
    const { stored, undelivered, counters } = await bench.run(
      sometimes(0.02, blackHole, seededRandom(3)),
      { delivery: { attemptTimeoutMs: 500 } },
    );

    expect(stored).toHaveLength(EVENTS);
    expect(undelivered).toEqual([]);
    expect(counters.retried).toBeGreaterThan(0);
  });

  it("all become lines at the deadline when no request is ever answered", async () => {
    const { stored, undelivered, ending } = await bench.run(always(blackHole), {
      flushMs: 500,
      delivery: { attemptTimeoutMs: 200 },
    });

    expect(stored).toEqual([]);
    expect(undelivered).toHaveLength(EVENTS);
    expect(ending.lines[0]?.undelivered).toMatch(/deadline.*no answer within 2\d\d ms/);
  });

  it("all arrive when the server dies and comes back", async () => {
    const { stored, undelivered } = await bench.run(always(passOn), {
      async meanwhile(proxy, running) {
        while (running() && proxy.requests.length < 50) await sleep(5);
        await proxy.die();
        await sleep(500);
        await proxy.revive();
      },
    });

    expect(stored).toHaveLength(EVENTS);
    expect(undelivered).toEqual([]);
  });

  it("all arrive when the server closes connections that wait for the next request", async () => {
    const { stored, undelivered } = await bench.run(always(passOn), {
      async meanwhile(proxy, running) {
        while (running()) {
          proxy.closeIdle();
          await sleep(2);
        }
      },
    });

    expect(stored).toHaveLength(EVENTS);
    expect(undelivered).toEqual([]);
  });

  it("those that the server took before it died are no lines, the others are", async () => {
    const { stored, undelivered, ending } = await bench.run(always(passOn), {
      flushMs: 2_000,
      async meanwhile(proxy, running) {
        while (running() && proxy.requests.length < 50) await sleep(5);
        await proxy.die();
      },
    });

    expect(stored.length).toBeGreaterThan(1_000);
    expect(undelivered.length).toBeGreaterThan(1_000);
    // Of what was under way when the server died, nobody can know whether it was stored.
    expect(stored.length + undelivered.length).toBeLessThanOrEqual(EVENTS + 4 * 25);
    expect(ending.lines.at(-1)?.undelivered).toMatch(/ECONNREFUSED|ECONNRESET|socket hang up/);
  });

  describe("and a heap of 20 MB", () => {
    // Larger events, and fewer, for what takes time here is to read all their lines: 25 MB.
    const events = 5_000;
    const padding = 5_000;
    const queueBytes = 2 * 1024 * 1024;
    const dead = always(unavailable(600));
    const small = { events, padding, heapMb: 20, flushMs: 200, delivery: { queueBytes } };

    it("take no more memory than the queue", async () => {
      const { undelivered, mostWaiting } = await bench.run(dead, small);

      expect(undelivered).toHaveLength(events);
      expect(mostWaiting).toBeGreaterThan(100);
      expect(mostWaiting).toBeLessThanOrEqual(queueBytes / padding);
    });

    it("take no more memory than the queue when they are compressed", async () => {
      const large = { events: events / 5, padding: padding * 5, compressible: true };
      const { mostWaiting } = await bench.run(dead, { ...small, ...large });

      expect(mostWaiting).toBeGreaterThan(50);
      expect(mostWaiting).toBeLessThanOrEqual(queueBytes / large.padding);
    });

    it("leave nothing behind when each hundred is given up long before the server wants to be asked again", async () => {
      const { undelivered, requests } = await bench.run(dead, {
        ...small,
        ...{ program: "invocations", flushMs: 1_000 },
      });

      expect(undelivered).toHaveLength(events);
      // It is asked twice an invocation: the first answer may be a slip of something in between.
      expect(requests).toBeGreaterThan(0);
      expect(requests).toBeLessThanOrEqual((2 * events) / 100 + 4);
    });
  });
});

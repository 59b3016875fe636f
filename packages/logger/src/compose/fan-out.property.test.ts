import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { anyAnswer, scriptedSink, someRecord } from "../delivery/scripted-sink.test-support.js";
import { createEventWriter } from "../delivery/writer.js";
import { fanOut } from "./fan-out.js";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** How one sink behaves, and how much its queue may hold. */
const habits = fc.record({
  script: fc.array(anyAnswer, { maxLength: 20 }),
  queueRecords: fc.integer({ min: 1, max: 40 }),
});

const steps = fc.array(
  fc.record({ events: fc.nat(8), fork: fc.nat(2), waitMs: fc.nat(100), flush: fc.boolean() }),
  { minLength: 1, maxLength: 12 },
);

it("settles every event once at every sink, and its reports match its counters, whatever each sink does", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(habits, { minLength: 1, maxLength: 4 }), steps, async (all, plan) => {
      const places = all.map(({ script, queueRecords }) => {
        const sink = scriptedSink(script);
        const handedOver: string[] = [];
        const writer = createEventWriter(sink, {
          queueRecords,
          attemptTimeoutMs: 60,
          giveUpAfterMs: 2_000,
          undelivered: (records) => handedOver.push(...records.map(({ sk }) => sk)),
        });
        return { sink, handedOver, writer };
      });
      const writeEvent = fanOut(...places.map(({ writer }) => writer));
      const forks = [writeEvent, writeEvent.fork(), writeEvent.fork()];
      const keys: string[] = [];
      for (const { events, fork, waitMs, flush } of plan) {
        for (let n = 0; n < events; n++) {
          const record = someRecord();
          keys.push(record.sk);
          forks[fork]?.(record);
        }
        if (flush) void forks[fork]?.flush({ deadline: Date.now() + waitMs });
        await jest.advanceTimersByTimeAsync(waitMs);
      }
      const last = writeEvent.flush({ deadline: Date.now() + 10_000 });
      await jest.advanceTimersByTimeAsync(10_100);
      const { writers, ...sums } = await last;

      for (const { sink, handedOver } of places) {
        const settled = [...sink.acknowledged, ...handedOver];
        expect(keys.filter((key) => !settled.includes(key))).toEqual([]);
        expect(new Set(handedOver).size).toBe(handedOver.length);
        expect(sink.sentAgain).toEqual([]);
      }
      const { counters } = writeEvent;
      expect(counters.accepted).toBe(keys.length * places.length);
      expect(counters.delivered + counters.undelivered).toBe(counters.accepted);
      expect(counters.undelivered).toBe(
        places.reduce((sum, { handedOver }) => sum + handedOver.length, 0),
      );
      expect(writers).toHaveLength(places.length);
      expect(sums).toEqual({
        delivered: writers.reduce((sum, { delivered }) => sum + delivered, 0),
        undelivered: writers.reduce((sum, { undelivered }) => sum + undelivered, 0),
        pending: 0,
      });
    }),
    { numRuns: 150 },
  );
}, 60_000);

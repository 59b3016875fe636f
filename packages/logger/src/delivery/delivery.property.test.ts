import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import type { FlushReport } from "../event-writer.js";
import { createAccount } from "./account.js";
import { createDelivery } from "./delivery.js";
import { type Answer, anyAnswer, scriptedSink, someRecord } from "./scripted-sink.test-support.js";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

type Step =
  | { do: "event"; account: number; count: number; bad: boolean }
  | { do: "flush"; account: number; withinMs: number }
  | { do: "wait"; ms: number };

const ACCOUNTS = 3;

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("event" as const),
    account: fc.nat(ACCOUNTS - 1),
    count: fc.integer({ min: 1, max: 12 }),
    bad: fc.boolean(),
  }),
  fc.record({
    do: fc.constant("flush" as const),
    account: fc.nat(ACCOUNTS - 1),
    withinMs: fc.nat(400),
  }),
  fc.record({ do: fc.constant("wait" as const), ms: fc.nat(120) }),
);

/** One run: what was accepted and settled, and what the flushes promised. */
async function run(steps: Step[], script: Answer[], queueRecords: number) {
  const sink = scriptedSink(script);
  const handedOver: string[] = [];
  const delivery = createDelivery(sink, {
    queueRecords,
    attemptTimeoutMs: 60,
    giveUpAfterMs: 2_000,
    undelivered(records, reason) {
      const keys = records.map(({ sk }) => sk);
      handedOver.push(...keys);
      if (!reason.startsWith("the flush reached its deadline")) return;
      // A deadline is for what its own flush waits for, not for others' events nor for later ones.
      const due = flushes.filter(({ deadline }) => deadline <= Date.now());
      const early = keys.filter((key) => !due.some(({ promised }) => promised.has(key)));
      if (early.length > 0) broken.push(`given up before any deadline: ${early}`);
    },
  });
  // Account 0 is everybody's, the others are invocations of their own.
  const accounts = [delivery.everything, createAccount(), createAccount()];
  const accepted: { key: string; account: number }[] = [];
  const broken: string[] = [];
  const flushes: { promised: Set<string>; deadline: number }[] = [];
  const reports: FlushReport[] = [];

  const isSettled = (key: string) => sink.acknowledged.has(key) || handedOver.includes(key);

  function flush(account: number, withinMs: number): void {
    const own = accepted.filter((each) => account === 0 || each.account === account);
    const promised = new Set(own.map(({ key }) => key));
    const deadline = Date.now() + withinMs;
    flushes.push({ promised, deadline });
    const of = accounts[account] ?? delivery.everything;
    void delivery.flush(of, { deadline }).then((report) => {
      if (account === 0) reports.push(report);
      if (Date.now() > deadline + 1) broken.push(`flush ended ${Date.now() - deadline} ms late`);
      for (const key of promised) if (!isSettled(key)) broken.push(`flush left ${key}`);
    });
  }

  for (const each of steps) {
    if (each.do === "wait") await jest.advanceTimersByTimeAsync(each.ms);
    else if (each.do === "flush") flush(each.account, each.withinMs);
    else {
      for (let n = 0; n < each.count; n++) {
        const record = someRecord(each.bad && n === 0 ? "bad" : "fine");
        accepted.push({ key: record.sk, account: each.account });
        delivery.accept(record, accounts[each.account] ?? delivery.everything);
      }
      const { counters } = delivery;
      const waiting = counters.accepted - counters.delivered - counters.undelivered;
      if (waiting > queueRecords) broken.push(`${waiting} wait, ${queueRecords} may`);
    }
  }
  flush(0, 10_000);
  await jest.advanceTimersByTimeAsync(10_100);
  return { sink, handedOver, accepted, broken, reports, counters: delivery.counters };
}

it("settles every event once, in time for every flush, however events, flushes, outcomes and time interleave", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 25 }),
      fc.array(anyAnswer, { maxLength: 25 }),
      fc.integer({ min: 3, max: 60 }),
      async (steps, script, queueRecords) => {
        const { sink, handedOver, accepted, broken, reports, counters } = await run(
          steps,
          script,
          queueRecords,
        );
        expect(broken).toEqual([]);
        expect(sink.sentAgain).toEqual([]);
        expect(new Set(handedOver).size).toBe(handedOver.length);
        const lost = accepted.filter(
          ({ key }) => !sink.acknowledged.has(key) && !handedOver.includes(key),
        );
        expect(lost).toEqual([]);
        expect(counters.accepted).toBe(accepted.length);
        expect(counters.delivered + counters.undelivered).toBe(accepted.length);
        expect(counters.undelivered).toBe(handedOver.length);
        const last = reports.at(-1);
        expect(last?.pending).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
}, 60_000);

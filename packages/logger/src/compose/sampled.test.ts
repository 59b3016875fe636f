import { afterEach, describe, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import fc from "fast-check";
import { scriptedSink, someRecord } from "../delivery/scripted-sink.test-support.js";
import { createEventWriter } from "../delivery/writer.js";
import type { EventWriter } from "../event-writer.js";
import { fanOut } from "./fan-out.js";
import { sampled } from "./sampled.js";

const writers: EventWriter[] = [];

// What is still on its way would outlive the test.
afterEach(async () => {
  await Promise.all(writers.splice(0).map((writer) => writer.flush()));
});

/** A writer that keeps what comes to it. */
function keeper() {
  const kept: EventRecord<string>[] = [];
  const sink = scriptedSink([], 1_000);
  const writer = createEventWriter({
    ...sink,
    encode(record) {
      kept.push(record);
      return "x";
    },
  });
  writers.push(writer);
  return { kept, writer };
}

/** Records as processes make them: ids that differ in little. */
function someRecords(count: number, process = "a1b2"): EventRecord<string>[] {
  return Array.from({ length: count }, (_, n) => {
    const createdAt = `2026-11-24T02:48:${15 + Math.floor(n / 1_000)}.${String(n % 1_000).padStart(3, "0")}000Z`;
    return { ...someRecord(), createdAt, sk: `${createdAt}#JOB_STARTED#${process}`, level: "info" };
  });
}

describe("sampled events", () => {
  it.each([0.01, 0.1, 0.5])("are about that part of all: %d", (rate) => {
    const { kept, writer } = keeper();
    const writeEvent = sampled(rate, writer);
    for (let p = 0; p < 4; p++)
      for (const each of someRecords(2_500, `process${p}`)) writeEvent(each);

    // Six standard deviations: the ids are always the same, so this holds or not, and by no luck.
    const spread = 6 * Math.sqrt(10_000 * rate * (1 - rate));
    expect(Math.abs(kept.length - 10_000 * rate)).toBeLessThan(spread);
    expect(new Set(kept.map(({ weight }) => weight))).toEqual(new Set([1 / rate]));
  });

  it("are the same at every sink, and a subset with a lower rate", () => {
    const [a, b, fewer] = [keeper(), keeper(), keeper()];
    const writeEvent = fanOut(
      sampled(0.3, a.writer),
      sampled(0.3, b.writer),
      sampled(0.1, fewer.writer),
    );
    for (const record of someRecords(1_000)) writeEvent(record);

    const ids = (kept: EventRecord<string>[]) => kept.map(({ sk }) => sk);
    expect(a.kept.length).toBeGreaterThan(0);
    expect(ids(b.kept)).toEqual(ids(a.kept));
    expect(ids(a.kept)).toEqual(expect.arrayContaining(ids(fewer.kept)));
    expect(fewer.kept.length).toBeLessThan(a.kept.length);
  });

  it("never lack an error, and an error stands for itself", () => {
    const { kept, writer } = keeper();
    const writeEvent = sampled(0.000_001, writer);
    const errors = someRecords(100).map((record, n) =>
      n % 2 === 0 ? { ...record, level: "error" as const } : { ...record, event: "ERROR" },
    );
    for (const record of errors) writeEvent(record);

    expect(kept).toEqual(errors);
  });

  it("leave the record unchanged for the other sinks, even if it already has a weight", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(999), (weight, n) => {
        const { kept, writer } = keeper();
        const record = { ...(someRecords(1_000)[n] as EventRecord<string>), weight };
        const before = JSON.stringify(record);
        sampled(0.9, writer)(record);
        expect(JSON.stringify(record)).toBe(before);
        for (const each of kept) expect(each.weight).toBeCloseTo(weight / 0.9);
      }),
      { numRuns: 30 },
    );
  });

  it("are flushed, counted and forked like those of the wrapped writer", async () => {
    const { writer } = keeper();
    const writeEvent = sampled(0.5, writer);
    const fork = writeEvent.fork();
    const records = someRecords(100);
    for (const record of records) fork(record);

    const { delivered } = await fork.flush();
    expect(delivered).toBeGreaterThan(0);
    expect(delivered).toBeLessThan(100);
    expect(writeEvent.counters.accepted).toBe(delivered);
  });

  it("are all there with a rate of 1", () => {
    const { kept, writer } = keeper();
    const records = someRecords(20);
    for (const record of records) sampled(1, writer)(record);

    expect(kept).toEqual(records);
  });

  it.each([[0], [-0.1], [1.1], [Number.NaN], ["0.1"], [undefined]])(
    "need a rate: not %p",
    (rate) => {
      expect(() => sampled(rate as number, keeper().writer)).toThrow(
        `the rate of sampled must be above 0 and at most 1, received ${rate}`,
      );
    },
  );

  it("need a writer", () => {
    expect(() => sampled(0.1, (() => {}) as unknown as EventWriter)).toThrow(
      "the writer of sampled must be an event writer",
    );
  });
});

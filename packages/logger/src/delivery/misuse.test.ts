import fs from "node:fs";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import type { BatchOutcome, Sink } from "../sink.js";
import type { DeliveryOptions } from "./options.js";
import { scriptedSink, someRecord } from "./scripted-sink.test-support.js";
import { createEventWriter } from "./writer.js";

let printed: string;
beforeEach(() => {
  printed = "";
  jest.useFakeTimers();
  jest.spyOn(fs, "writeSync").mockImplementation((_, data) => {
    printed += String(data);
    return Buffer.byteLength(String(data));
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** A sink whose `send` is the given one. */
function sinkOf(send: Sink["send"]): Sink {
  const { limits, encode } = scriptedSink();
  return { name: "hand-made", limits, encode, send };
}

/** Writes records and flushes, with as many ms of the fake clock as it takes. */
async function deliver(
  sink: Sink,
  options: DeliveryOptions & { records?: number; deadline?: number } = {},
) {
  const { records = 10, deadline = Date.now() + 10_000, ...rest } = options;
  const undelivered: string[] = [];
  const writer = createEventWriter(sink, {
    undelivered: (late, reason) => undelivered.push(...late.map(() => reason)),
    ...rest,
  });
  for (let n = 0; n < records; n++) writer(someRecord());
  const flushed = writer.flush({ deadline });
  await jest.advanceTimersByTimeAsync(60_000);
  await flushed;
  return { writer, undelivered };
}

describe("a sink that breaks its contract", () => {
  it.each<[string, () => unknown]>([
    ["nothing", () => undefined],
    ["null", () => null],
    ["no outcomes", () => []],
    ["too few outcomes", () => [{ status: "ok" }]],
    ["a rejection without an Error", () => Promise.reject(undefined)],
  ])("costs no record when it gives %s", async (_, give) => {
    let sent = 0;
    const sink = sinkOf(async () =>
      ++sent <= 3 ? ((await give()) as BatchOutcome) : { status: "ok" },
    );
    const { writer, undelivered } = await deliver(sink);

    expect(undelivered).toEqual([]);
    expect(writer.counters).toMatchObject({ accepted: 10, delivered: 10 });
  });

  it("costs no record when it throws instead of rejecting", async () => {
    const sink = sinkOf(() => {
      throw new Error("not even a promise");
    });
    const { undelivered } = await deliver(sink);

    expect(undelivered).toHaveLength(10);
    expect(undelivered[0]).toContain("not even a promise");
  });
});

describe("the pause after a failure", () => {
  it("is set by one of the requests that failed side by side, and not lengthened by the others", async () => {
    jest.spyOn(Math, "random").mockReturnValue(0.999);
    const starts: number[] = [];
    const sink = sinkOf(async () => {
      starts.push(Date.now());
      return starts.length <= 8 ? { status: "retry", reason: "busy" } : { status: "ok" };
    });
    const before = Date.now();
    await deliver(sink, { records: 40, concurrency: 4 });

    // Two rounds of four requests fail: pauses of 50 and 100 ms, not of 50 times 2 to the 7th.
    expect(starts.slice(8, 12).map((at) => at - before)).toEqual(
      Array(4).fill(expect.closeTo(150, -1)),
    );
  });

  it("is no longer than a record is retried, whatever the server asks for", async () => {
    let sent = 0;
    const sink = sinkOf(async () =>
      ++sent === 1 ? { status: "retry", reason: "busy", afterMs: 1e12 } : { status: "ok" },
    );
    const { writer } = await deliver(sink, {
      records: 1,
      giveUpAfterMs: 30_000,
      deadline: Date.now() + 50_000,
    });

    expect(writer.counters).toMatchObject({ delivered: 1, undelivered: 0 });
  });

  it("does not blame the sink for a request that the flush itself has cut off", async () => {
    let sent = 0;
    const sink = sinkOf((_, signal) => {
      sent++;
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      });
    });
    const reasons = new Set<string>();
    const options = {
      undelivered: (_: unknown, reason: string) => reasons.add(reason),
      deadline: Date.now() + 100,
    };
    await deliver(sink, options);

    expect(sent).toBeGreaterThan(0);
    expect([...reasons]).toEqual(["the flush reached its deadline"]);
  });
});

describe("a deadline", () => {
  it.each([
    ["for ever", Number.POSITIVE_INFINITY],
    ["as far away as a number can be", Number.MAX_VALUE],
  ])("may be %s", async (_, deadline) => {
    const sink = scriptedSink([{ kind: "ok", afterMs: 2_000 }]);
    const { writer } = await deliver(sink, { deadline, records: 1 });

    expect(writer.counters).toMatchObject({ delivered: 1, undelivered: 0 });
  });

  it.each([
    ["long past", Date.now() - 1_000],
    ["0", 0],
    ["negative", -1],
  ])("that is %s settles at once", async (_, deadline) => {
    const sink = scriptedSink([{ kind: "hang", afterMs: 0 }]);
    const { undelivered } = await deliver(sink, { deadline, records: 1 });

    expect(undelivered).toHaveLength(1);
  });

  it.each<[string, unknown, number]>([
    ["500", { deadline: 500 }, 500],
    ["NaN", { deadline: Number.NaN }, 3_000],
    ["text", { deadline: "soon" }, 3_000],
    ["missing", {}, 3_000],
    ["missing, as the options are null", null, 3_000],
  ])("that is %s is a duration or the default", async (_, options, ms) => {
    const sink = scriptedSink([{ kind: "hang", afterMs: 0 }]);
    const settled: number[] = [];
    const writer = createEventWriter(sink, {
      attemptTimeoutMs: 10_000,
      undelivered: () => settled.push(performance.now()),
    });
    const startedAt = performance.now();
    writer(someRecord());
    const flushed = writer.flush(options as never);
    await jest.advanceTimersByTimeAsync(10_000);

    expect(await flushed).toMatchObject({ undelivered: 1 });
    expect(settled.map((at) => at - startedAt)).toEqual([ms]);
  });

  it.each(["attemptTimeoutMs", "giveUpAfterMs", "lingerMs"])(
    "that no timer can keep is refused as %s",
    (name) => {
      expect(() => createEventWriter(scriptedSink(), { [name]: 2 ** 31 })).toThrow(
        `${name} must be a number from ${name === "lingerMs" ? 0 : 1} to 2147483647, received 2147483648`,
      );
    },
  );
});

describe("what cannot be delivered", () => {
  const refuses = () => scriptedSink([{ kind: "reject", afterMs: 0 }]);

  it("is printed when `undelivered` gives a promise that rejects", async () => {
    const undelivered = async () => {
      throw new Error("the queue is gone, too");
    };
    await deliver(refuses(), { records: 1, undelivered });

    expect(JSON.parse(printed)).toMatchObject({ undelivered: "refused", sink: "scripted" });
  });

  it.each<[string, (record: EventRecord<string>) => void]>([
    ["a BigInt", (record) => Object.assign(record, { payload: { total: 12n } })],
    ["a cycle", (record) => Object.assign(record, { payload: { record } })],
    ["a toJSON that throws", (record) => Object.assign(record, { payload: { toJSON: fail } })],
  ])("is printed also when it was not made by a logger and holds %s", (_, spoil) => {
    const writer = createEventWriter(refuses());
    const record = someRecord("made by hand");
    spoil(record);

    expect(() => writer(record)).not.toThrow();
    expect(JSON.parse(printed)).toMatchObject({
      undelivered: "the sink could not encode the record",
      record: { description: "made by hand", sk: record.sk },
    });
  });

  it.each([undefined, null, 7, "text"])(
    "is settled when it is no record at all but %p",
    (value) => {
      const writer = createEventWriter(refuses());
      const write = () => writer(value as never);

      expect(write).not.toThrow();
      expect(writer.counters).toMatchObject({ accepted: 1 });
    },
  );
});

function fail(): never {
  throw new Error("not today");
}

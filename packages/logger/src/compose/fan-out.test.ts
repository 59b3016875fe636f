import { describe, expect, it } from "@jest/globals";
import type { EventRecord } from "@service-events/schema";
import { contextFor, silentConsole } from "@service-events/testing/lambda-harness/context";
import { recorder } from "../../test/recorder.js";
import { defaultEvents } from "../catalogue/default-events.js";
import { type Answer, scriptedSink, someRecord } from "../delivery/scripted-sink.test-support.js";
import { createEventWriter } from "../delivery/writer.js";
import type { EventWriter } from "../event-writer.js";
import { withLogging } from "../lambda/with-logging.js";
import { OK, type Sink } from "../sink.js";
import { fanOut } from "./fan-out.js";

const DOWN: Answer[] = Array(1_000).fill({ kind: "throw", afterMs: 0 });
const SLOW: Answer[] = Array(1_000).fill({ kind: "ok", afterMs: 100 });
const SILENT: Answer[] = Array(1_000).fill({ kind: "hang", afterMs: 0 });

/** A writer to a sink that answers by a script, and what became of its events. */
function place(script: Answer[] = []) {
  const sink = scriptedSink(script);
  const undelivered: string[] = [];
  const writer = createEventWriter(sink, {
    undelivered: (records) => undelivered.push(...records.map(({ sk }) => sk)),
  });
  return { sink, undelivered, writer };
}

function someRecords(count: number): EventRecord<string>[] {
  return Array.from({ length: count }, () => someRecord());
}

describe("events that fan out", () => {
  it("reach every sink as the same record", async () => {
    const seen: EventRecord<string>[][] = [];
    const keeper = (): EventWriter => {
      const records: EventRecord<string>[] = [];
      seen.push(records);
      const sink = scriptedSink();
      return createEventWriter({ ...sink, encode: (each) => `${records.push(each)}` });
    };
    const { logger } = recorder(defaultEvents, { writeEvent: fanOut(keeper(), keeper()) });
    logger.event("JOB_STARTED", { description: "Job started", payload: { at: new Date(0) } });
    await logger.flush();

    expect(seen[0]).toHaveLength(1);
    expect(seen[0]?.[0]).toBe(seen[1]?.[0]);
  });

  it("reach a healthy sink at once and a slow one in time while others are permanently down", async () => {
    const [healthy, slow, down, silent] = [place(), place(SLOW), place(DOWN), place(SILENT)];
    const writeEvent = fanOut(down.writer, silent.writer, slow.writer, healthy.writer);
    for (const record of someRecords(40)) writeEvent(record);

    const whole = writeEvent.flush({ deadline: Date.now() + 3_000 });
    await healthy.writer.flush();
    // All that the others have to do is still ahead of them.
    expect(healthy.sink.acknowledged.size).toBe(40);
    expect(slow.sink.acknowledged.size).toBeLessThan(40);
    expect([down, silent].map(({ undelivered }) => undelivered.length)).toEqual([0, 0]);

    const lost = { delivered: 0, undelivered: 40, pending: 0 };
    expect(await whole).toMatchObject({ undelivered: 80, writers: [lost, lost, {}, {}] });
    expect([healthy, slow].map(({ sink }) => sink.acknowledged.size)).toEqual([40, 40]);
    expect([down, silent].map(({ undelivered }) => undelivered.length)).toEqual([40, 40]);
  });

  it("are reported in sum and per sink, in the order of the writers", async () => {
    const [one, other] = [place(), place([{ kind: "reject", afterMs: 0 }])];
    const writeEvent = fanOut(one.writer, other.writer);
    for (const record of someRecords(4)) writeEvent(record);

    expect(await writeEvent.flush()).toEqual({
      delivered: 4,
      undelivered: 4,
      pending: 0,
      writers: [
        { delivered: 4, undelivered: 0, pending: 0 },
        { delivered: 0, undelivered: 4, pending: 0 },
      ],
    });
    expect(writeEvent.counters).toMatchObject({
      accepted: 8,
      delivered: 4,
      retried: 0,
      undelivered: 4,
    });
  });

  it("are distinguished, if undelivered, by the name of the sink in their line", async () => {
    const lines: string[] = [];
    const named = (name: string): EventWriter =>
      createEventWriter(
        { ...scriptedSink(DOWN), name },
        { undelivered: (_, reason) => lines.push(`${name}: ${reason}`) },
      );
    const writeEvent = fanOut(named("dynamodb:event-log"), named("datadog:datadoghq.eu"));
    writeEvent(someRecord());
    await writeEvent.flush({ deadline: Date.now() + 50 });

    const why = "the flush reached its deadline; last failure: connection reset";
    expect(lines.sort()).toEqual([`datadog:datadoghq.eu: ${why}`, `dynamodb:event-log: ${why}`]);
  });

  it("are reported per sink even when nested", async () => {
    const [a, b, c] = [place(), place(), place(DOWN)];
    const writeEvent = fanOut(a.writer, fanOut(b.writer, c.writer));
    writeEvent(someRecord());

    expect(await writeEvent.flush({ deadline: Date.now() + 50 })).toMatchObject({
      delivered: 2,
      undelivered: 1,
      writers: [{ delivered: 1 }, { writers: [{ delivered: 1 }, { undelivered: 1 }] }],
    });
  });

  it("register their origin at every sink that has a registry", () => {
    const registered: string[] = [];
    const confirmed = new Set<string>();
    const listing = (name: string): Sink => ({
      ...scriptedSink(),
      register: ({ origin }) => {
        registered.push(`${name} ${origin}`);
        return {
          get isKnown() {
            return confirmed.has(name);
          },
          send: async () => OK,
        };
      },
    });
    const writeEvent = fanOut(...["a", "b"].map((name) => createEventWriter(listing(name))));
    const registration = writeEvent.register({ origin: "orders", shards: 1, events: {} });

    expect(registered).toEqual(["a orders", "b orders"]);
    expect(registration.isKnown).toBe(false);
    confirmed.add("a");
    expect(registration.isKnown).toBe(false);
    confirmed.add("b");
    expect(registration.isKnown).toBe(true);
  });

  it.each([
    [[], /^fanOut takes one or more writers, received none$/],
    [[undefined], /^argument 1 of fanOut must be an event writer, .* received undefined/],
    [
      [place().writer, () => {}],
      /^argument 2 of fanOut must be an event writer, .*createEventWriter$/,
    ],
  ])("need writers: %#", (writers, message) => {
    expect(() => fanOut(...(writers as EventWriter[]))).toThrow(message);
  });

  it("do not go to the same sink twice", () => {
    const { writer } = place();
    expect(() => fanOut(writer, place().writer, writer)).toThrow(
      "argument 3 of fanOut is a duplicate: its events would be written twice",
    );
  });
});

describe("the flush of a fork", () => {
  it("waits only for its own events, at every sink", async () => {
    const [a, b] = [place(), place()];
    const writeEvent = fanOut(a.writer, b.writer);
    const [mine, yours] = [writeEvent.fork(), writeEvent.fork()];
    mine(someRecord());
    for (const record of someRecords(2)) yours(record);

    expect(await mine.flush()).toMatchObject({
      delivered: 2,
      writers: [{ delivered: 1 }, { delivered: 1 }],
    });
    expect(await yours.flush()).toMatchObject({ delivered: 4 });
    expect(await writeEvent.flush()).toMatchObject({ delivered: 6 });
  });

  it("is awaited by withLogging: both sinks have the events before the response", async () => {
    const slow: Answer[] = Array(10).fill({ kind: "ok", afterMs: 30 });
    const [a, b] = [place(slow), place()];
    const handler = withLogging(
      async (count: number, { logger }) => {
        for (let n = 0; n < count; n++) logger.event("JOB_STARTED", { description: `${n}` });
      },
      { writeEvent: fanOut(a.writer, b.writer), console: silentConsole },
    );
    await Promise.all([handler(3, contextFor("r-1")), handler(2, contextFor("r-2"))]);

    expect([a, b].map(({ sink }) => sink.acknowledged.size)).toEqual([5, 5]);
  });
});

import { beforeEach, describe, expect, it } from "@jest/globals";
import { type EventRecord, EventType } from "@service-events/schema";
import { contextFor, silentConsole } from "@service-events/testing/lambda-harness/context";
import { createEventWriter } from "../delivery/writer.js";
import { OK, type Sink } from "../sink.js";
import { withLogging } from "./with-logging.js";

const records: EventRecord[] = [];

beforeEach(() => {
  records.length = 0;
});

describe("the delivery", () => {
  /** A sink that acknowledges a record when it is told to. */
  function createManualSink() {
    const waiting = new Map<string, () => void>();
    const stored: string[] = [];
    const sink: Sink = {
      name: "manual",
      limits: { records: 1, bytes: 1_000_000 },
      encode: (record) => record.description,
      async send([entry]) {
        const name = entry?.record.description ?? "";
        await new Promise<void>((resolve) => waiting.set(name, resolve));
        stored.push(name);
        return OK;
      },
    };
    async function acknowledge(name: string): Promise<void> {
      for (let tries = 0; !waiting.has(name); tries++) {
        if (tries === 500) throw new Error(`the sink was not sent ${name}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      waiting.get(name)?.();
    }
    return { sink, stored, acknowledge };
  }

  it("is awaited before the response leaves", async () => {
    const { sink, stored, acknowledge } = createManualSink();
    const handler = withLogging(
      async (event: string, ctx) => ctx.logger.event(EventType.JobStarted, { description: event }),
      { writeEvent: createEventWriter(sink), console: silentConsole },
    );
    let responded = false;

    const response = handler("a", contextFor("r-1")).then(() => {
      responded = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = responded;
    await acknowledge("a");
    await response;

    expect(before).toBe(false);
    expect(stored).toEqual(["a"]);
  });

  it("of one invocation does not wait for that of another", async () => {
    const { sink, stored, acknowledge } = createManualSink();
    const handler = withLogging(
      async (event: string, ctx) => ctx.logger.event(EventType.JobStarted, { description: event }),
      { writeEvent: createEventWriter(sink), console: silentConsole },
    );

    const a = handler("a", contextFor("r-a"));
    const b = handler("b", contextFor("r-b"));
    await acknowledge("b");
    await b;
    expect(stored).toEqual(["b"]);
    await acknowledge("a");
    await a;

    expect(stored).toEqual(["b", "a"]);
  });

  it("includes what an earlier invocation recorded after its end", async () => {
    const { sink, stored, acknowledge } = createManualSink();
    let late = () => {};
    const handler = withLogging(
      async (event: string, ctx) => {
        late = () => ctx.logger.event(EventType.JobStarted, { description: `${event}, late` });
      },
      { writeEvent: createEventWriter(sink), console: silentConsole },
    );

    await handler("a", contextFor("r-a"));
    late();
    const b = handler("b", contextFor("r-b"));
    await acknowledge("a, late");
    await b;

    expect(stored).toEqual(["a, late"]);
  });

  it("gives up before the timeout when the sink is dead", async () => {
    const undelivered: string[] = [];
    const dead: Sink = {
      name: "dead",
      limits: { records: 25, bytes: 1_000_000 },
      encode: (record) => record.description,
      send: () => new Promise(() => {}),
    };
    const writeEvent = createEventWriter(dead, {
      undelivered: (lost) => undelivered.push(...lost.map((record) => record.description)),
    });
    const handler = withLogging(
      async (event: string, ctx) => {
        ctx.logger.event(EventType.JobStarted, { description: event });
        return "done";
      },
      { writeEvent, console: silentConsole },
    );
    const context = contextFor("r-1", 700);

    expect(await handler("a", context)).toBe("done");
    expect(undelivered).toEqual(["a"]);
    expect(context.getRemainingTimeInMillis()).toBeLessThan(400);
  });

  it("is not waited for longer than that when a writer's own flush never ends, or fails", async () => {
    const write = (record: EventRecord) => void records.push(record);
    const endless = Object.assign(write, { flush: () => new Promise<never>(() => {}) });
    const failing = Object.assign(() => {}, { flush: () => Promise.reject(new Error("no")) });

    for (const writeEvent of [endless, failing]) {
      const handler = withLogging(async () => "done", { writeEvent, console: silentConsole });
      expect(await handler({}, contextFor("r-1", 500))).toBe("done");
    }
  });

  it("works with contexts of tests, whose remaining time is no time", async () => {
    const notImplemented = () => {
      throw new Error("not implemented");
    };
    const contexts = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, undefined]
      .map((remaining) => ({ getRemainingTimeInMillis: (): unknown => remaining }))
      .concat({ getRemainingTimeInMillis: notImplemented });

    for (const context of contexts) {
      const { sink, stored, acknowledge } = createManualSink();
      const handler = withLogging(
        async (event: string, ctx) =>
          ctx.logger.event(EventType.JobStarted, { description: event }),
        { writeEvent: createEventWriter(sink), console: silentConsole },
      );

      const response = handler("a", context);
      await acknowledge("a");
      await response;

      expect(stored).toEqual(["a"]);
    }
  });
});

describe("a timeout that is about to happen", () => {
  it("is recorded and flushed while there is time", async () => {
    let flushed = 0;
    let release = () => {};
    const writeEvent = Object.assign((record: EventRecord) => void records.push(record), {
      async flush() {
        flushed++;
        if (records.length > 0) release();
        return { delivered: 0, undelivered: 0, pending: 0 };
      },
    });
    const handler = withLogging(() => new Promise<void>((resolve) => (release = resolve)), {
      writeEvent,
      console: silentConsole,
    });

    await handler({}, contextFor("r-1", 400));

    expect(records).toMatchObject([{ event: "ERROR", requestId: "r-1" }]);
    expect(records[0]?.description).toMatch(/^timed out after \d+ ms$/);
    expect(flushed).toBeGreaterThan(0);
  });

  it("is not recorded when the handler ends before", async () => {
    const handler = withLogging(async () => "done", {
      writeEvent: (record) => records.push(record),
      console: silentConsole,
    });

    await handler({}, contextFor("r-1", 200));
    await new Promise((resolve) => setTimeout(resolve, 250));

    expect(records).toEqual([]);
  });
});

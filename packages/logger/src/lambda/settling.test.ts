import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it, jest } from "@jest/globals";
import { type EventRecord, EventType } from "@service-events/schema";
import { seededRandom } from "@service-events/testing/fault-proxy/random";
import { contextFor, silentConsole } from "@service-events/testing/lambda-harness/context";
import { createEventWriter } from "../delivery/writer.js";
import { createLogger } from "../logger.js";
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

  it("works with test contexts whose remaining time is invalid", async () => {
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

describe("loggers that the wrapper does not know", () => {
  it("are settled with their invocation, and do not wait for another's events", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seededRandom(seed);
      const delays = new Map<string, number>();
      const stored = new Set<string>();
      const sink: Sink = {
        name: "slow",
        limits: { records: 1, bytes: 1_000_000 },
        encode: (record) => record.description,
        async send([entry]) {
          const name = entry?.record.description ?? "";
          await sleep(delays.get(name) ?? 0);
          stored.add(name);
          return OK;
        },
      };
      const writeEvent = createEventWriter(sink, { concurrency: 100 });
      const known = createLogger({ origin: "known", environment: "prod", writeEvent });
      const handler = withLogging(
        async (names: string[]) => {
          for (const name of names) {
            known.event(EventType.JobStarted, { description: name });
            await sleep(random() * 5);
          }
          return names.filter((name) => !stored.has(name)).length;
        },
        { writeEvent: () => {}, console: silentConsole },
      );
      const never = `never ${seed}`;
      delays.set(never, 100_000);
      void handler([never], contextFor("r-never"));
      await Promise.all(
        Array.from({ length: 5 }, async (_, n) => {
          const names = Array.from({ length: 4 }, (_each, index) => `${seed}-${n}-${index}`);
          for (const name of names) delays.set(name, random() * 20);
          await handler(names, contextFor(`r-${n}`));
          expect(names.filter((name) => !stored.has(name))).toEqual([]);
        }),
      );
      expect(stored.has(never)).toBe(false);
      expect(writeEvent.counters.undelivered).toBe(0);
    }
  });

  it("keep the handler's result when their own flush throws", async () => {
    const warn = jest.spyOn(console, "warn").mockImplementation(() => {});
    const writeEvent = Object.assign(() => {}, {
      flush(): never {
        throw new Error("flush is broken");
      },
    });
    const logger = createLogger({ origin: "broken", environment: "prod", writeEvent });
    const handler = withLogging(
      async (result: string) => {
        logger.event(EventType.JobStarted, { description: "known to nobody" });
        if (result === "throws") throw new RangeError("the handler's own");
        return result;
      },
      { writeEvent, console: silentConsole },
    );

    expect(await handler("done", contextFor("r-1"))).toBe("done");
    await expect(handler("throws", contextFor("r-2"))).rejects.toThrow("the handler's own");
    expect(await logger.flush()).toEqual({ delivered: 0, undelivered: 0, pending: 0 });
    expect(warn.mock.calls.flat().join()).toContain("flush is broken");
    warn.mockRestore();
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

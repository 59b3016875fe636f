import fs from "node:fs";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { Context, Handler, SQSEvent, SQSHandler } from "aws-lambda";
import type { DefaultEvents } from "../catalogue/default-events.js";
import { defineEvents } from "../catalogue/define.js";
import type { Catalogue } from "../catalogue/definition.js";
import { createEventWriter } from "../delivery/writer.js";
import type { WriteEvent } from "../event-writer.js";
import type { Logger } from "../logger.js";
import { type EventRecord, EventType } from "../schema.js";
import { OK, type Sink } from "../sink.js";
import type { LoggingContext } from "./context.js";
import { currentLogger } from "./invocation.js";
import { type WithLoggingOptions, withLogging } from "./with-logging.js";

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const HIGH_WATER_MARK = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");

const records: EventRecord[] = [];
const environment = { ...process.env };

beforeEach(() => {
  records.length = 0;
});

afterEach(() => {
  process.env = { ...environment };
});

/** Options under which records end up in `records`. */
function recorded<const Events extends Catalogue = DefaultEvents>(
  more: WithLoggingOptions<Events> = {},
): WithLoggingOptions<Events> {
  return { writeEvent: (record) => records.push(record), console: silent, ...more };
}

/** A context like Lambda's: some of it is computed when it is read. */
function contextFor(awsRequestId: string, remainingMs = 60_000): Context {
  let waits = true;
  const deadline = Date.now() + remainingMs;
  return {
    get callbackWaitsForEmptyEventLoop() {
      return waits;
    },
    set callbackWaitsForEmptyEventLoop(value) {
      waits = value;
    },
    functionName: "orders",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:orders",
    memoryLimitInMB: "128",
    awsRequestId,
    logGroupName: "/aws/lambda/orders",
    logStreamName: "stream",
    getRemainingTimeInMillis: () => deadline - Date.now(),
    done() {},
    fail() {},
    succeed() {},
  };
}

function descriptions(): string[] {
  return records.map((record) => record.description);
}

describe("a wrapped handler", () => {
  it("records as the article's does", async () => {
    // biome-ignore lint/suspicious/noExplicitAny: the article's own signature, which has to compile.
    const handler = withLogging(async (event: any, ctx) => {
      ctx.logger.event(EventType.JobStarted, {
        description: "Job processing started",
        userId: event.userId,
        payload: { jobId: event.jobId },
      });
      return ctx.functionName;
    }, recorded());

    const result = await handler({ userId: "u_1", jobId: 7 }, { functionName: "jobs" });

    expect(result).toBe("jobs");
    expect(records).toMatchObject([
      {
        pk: "ORIGIN#jobs",
        origin: "jobs",
        event: "JOB_STARTED",
        userId: "u_1",
        payload: { jobId: 7 },
      },
    ]);
  });

  it("keeps the types of its event and of its result, and fits where Lambda's types are asked for", async () => {
    const typed = withLogging(async (event: { id: number }) => `id ${event.id}`, recorded());
    const text: string = await typed({ id: 1 });
    // @ts-expect-error the event has no id
    await typed({});
    const handler: Handler<{ id: number }, string> = typed;
    const queue: SQSHandler = withLogging(
      async (event: SQSEvent, context: Context & { logger: Logger }) => {
        context.logger.info(`${event.Records.length}`);
      },
      recorded(),
    );
    // Only for the compiler: the global is there on Lambda alone.
    const stream = () =>
      withLogging(
        awslambda.streamifyResponse(async (_event: { id: number }, responseStream) => {
          responseStream.end();
        }),
      ) satisfies (event: { id: number }, stream: awslambda.HttpResponseStream) => unknown;

    expect(stream).toBeInstanceOf(Function);
    expect(text).toBe("id 1");
    expect(handler).toBe(typed);
    expect(queue).toBeInstanceOf(Function);
  });

  it("records the events of the team's own catalogue, which the compiler knows", async () => {
    const events = defineEvents({ ORDER_PLACED: { payload: "any" } });
    const handler = withLogging(async (orderId: string, ctx) => {
      ctx.logger.event("ORDER_PLACED", { description: "placed", payload: { orderId } });
      currentLogger<typeof events>()?.event("ORDER_PLACED", { description: "placed again" });
      // @ts-expect-error no such event in this catalogue
      ctx.logger.event("ORDER_LOST", { description: "lost" });
    }, recorded({ events }));

    await handler("o_1", contextFor("r-1"));

    expect(records.slice(0, 2)).toMatchObject([
      { event: "ORDER_PLACED", payload: { orderId: "o_1" } },
      { event: "ORDER_PLACED", description: "placed again" },
    ]);
  });

  it("may be a function that is not async", async () => {
    const handler = withLogging((event: number) => event * 2, recorded());

    expect(await handler(21, contextFor("r-1"))).toBe(42);
  });

  it("may be called without a context", async () => {
    const handler = withLogging(async (_event: unknown, ctx) => {
      ctx.logger.event(EventType.JobStarted, { description: "started" });
    }, recorded());

    await handler({});

    expect(records).toMatchObject([{ origin: "unnamed-function", description: "started" }]);
    expect(records[0]).not.toHaveProperty("requestId");
  });

  it("puts the request and the correlation id on every event", async () => {
    const handler = withLogging(async (_event: unknown, ctx) => {
      ctx.logger.event(EventType.JobStarted, { description: "started" });
    }, recorded());

    await handler({ headers: { "x-correlation-id": "c-1" } }, contextFor("r-1"));

    expect(records).toMatchObject([{ requestId: "r-1", correlationId: "c-1" }]);
  });
});

describe("the handler's context", () => {
  it("has all of Lambda's, and a logger", async () => {
    const context = contextFor("r-1");
    let seen: LoggingContext | undefined;
    const handler = withLogging(async (_event: unknown, ctx) => {
      seen = ctx;
    }, recorded());

    await handler({}, context);

    expect(Object.keys(seen ?? {}).sort()).toEqual([...Object.keys(context), "logger"].sort());
    expect(seen?.invokedFunctionArn).toBe(context.invokedFunctionArn);
    expect(seen?.getRemainingTimeInMillis()).toBeGreaterThan(0);
  });

  it("passes on what the handler sets for the runtime", async () => {
    const context = contextFor("r-1");
    const handler = withLogging(async (_event: unknown, ctx) => {
      ctx.callbackWaitsForEmptyEventLoop = false;
    }, recorded());

    await handler({}, context);

    expect(context.callbackWaitsForEmptyEventLoop).toBe(false);
  });

  it("keeps what a class gives it, and works when it is frozen", async () => {
    class TestContext {
      functionName = "orders";
      greet() {
        return `hello from ${this.functionName}`;
      }
    }
    const handler = withLogging(
      async (_event: unknown, ctx) => (ctx as unknown as TestContext).greet(),
      recorded(),
    );

    expect(await handler({}, Object.freeze(new TestContext()))).toBe("hello from orders");
  });

  it("does not mix loggers when invocations share a context", async () => {
    const context = contextFor("r-1");
    const seen: Logger[] = [];
    const handler = withLogging(async (event: string, ctx) => {
      await Promise.resolve();
      seen.push(ctx.logger);
      ctx.logger.event(EventType.JobStarted, { description: event });
    }, recorded());

    await Promise.all([handler("first", context), handler("second", context)]);

    expect(seen[0]).not.toBe(seen[1]);
    expect(context).not.toHaveProperty("logger");
    expect(descriptions()).toEqual(["first", "second"]);
  });
});

describe("the origin", () => {
  async function originOf(options: WithLoggingOptions): Promise<string | undefined> {
    const handler = withLogging(async (_event: unknown, ctx) => {
      ctx.logger.event(EventType.JobStarted, { description: "started" });
    }, recorded(options));
    await handler({}, contextFor("r-1"));
    return records.at(-1)?.origin;
  }

  it("is the option, else EVENT_LOG_ORIGIN, else the function's name", async () => {
    expect(await originOf({})).toBe("orders");
    process.env.AWS_LAMBDA_FUNCTION_NAME = "stack-orders-1A2B3C";
    expect(await originOf({})).toBe("stack-orders-1A2B3C");
    process.env.EVENT_LOG_ORIGIN = "from-environment";
    expect(await originOf({})).toBe("from-environment");
    expect(await originOf({ origin: "from-option" })).toBe("from-option");
  });
});

describe("an error that the handler throws", () => {
  async function thrownBy(handler: (event: unknown, context?: unknown) => Promise<unknown>) {
    try {
      await handler({}, contextFor("r-1"));
    } catch (error) {
      return { error };
    }
    return "nothing was thrown";
  }

  it("is recorded once and thrown on as it is", async () => {
    const error = new RangeError("out of stock");
    const handler = withLogging(async () => {
      throw error;
    }, recorded());

    expect(((await thrownBy(handler)) as { error: unknown }).error).toBe(error);
    expect(records).toMatchObject([
      { event: "ERROR", description: "out of stock", error: { name: "RangeError" } },
    ]);
  });

  it("is recorded once when the handler has logged it itself", async () => {
    const handler = withLogging(async (_event: unknown, ctx) => {
      const error = new Error("out of stock");
      ctx.logger.child({ userId: "u_1" }).error("Job failed", error);
      throw error;
    }, recorded());

    await thrownBy(handler);

    expect(descriptions()).toEqual(["Job failed"]);
  });

  it("is recorded for every invocation that fails with it, as when a promise is kept", async () => {
    const failed = Promise.reject(new Error("no connection"));
    const handler = withLogging(() => failed, recorded());

    await thrownBy(handler);
    await thrownBy(handler);

    expect(descriptions()).toEqual(["no connection", "no connection"]);
  });

  it("may come from a handler that is not async", async () => {
    const handler = withLogging(() => {
      throw new Error("at once");
    }, recorded());

    await thrownBy(handler);

    expect(descriptions()).toEqual(["at once"]);
  });

  it.each([
    ["out of stock", "out of stock"],
    [undefined, "the handler threw something that is not an Error"],
    [null, "the handler threw something that is not an Error"],
    [404, "the handler threw something that is not an Error"],
    [{ message: "like an error" }, "like an error"],
    [new (class QuietError extends Error {})(""), "Error"],
    [
      new Proxy(
        {},
        {
          get() {
            throw new Error("hands off");
          },
        },
      ),
      "the handler threw something that is not an Error",
    ],
  ])("may be anything: %#", async (thrown, description) => {
    const handler = withLogging(async () => {
      throw thrown;
    }, recorded());

    const result = (await thrownBy(handler)) as { error: unknown };

    expect(Object.is(result.error, thrown)).toBe(true);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ event: "ERROR", description });
  });
});

describe("currentLogger", () => {
  it("is the invocation's logger wherever its code runs, also when invocations interleave", async () => {
    async function deepInside(step: string) {
      await new Promise((resolve) => setImmediate(resolve));
      currentLogger()?.event(EventType.JobStarted, { description: step });
    }
    const handler = withLogging(async (event: string) => {
      await deepInside(`${event}: one`);
      await deepInside(`${event}: two`);
    }, recorded());

    await Promise.all([handler("a", contextFor("r-a")), handler("b", contextFor("r-b"))]);

    const seen = records.map(({ requestId, description }) => `${requestId} ${description}`);
    expect(seen).toEqual(["r-a a: one", "r-b b: one", "r-a a: two", "r-b b: two"]);
  });

  it("is undefined outside of an invocation", () => {
    expect(currentLogger()).toBeUndefined();
  });
});

describe("a handler that is wrapped twice", () => {
  it("gives the inner one the inner logger, records what it throws once, and flushes both", async () => {
    const flushed: string[] = [];
    const writer = (name: string): WriteEvent =>
      Object.assign((record: EventRecord) => void records.push(record), {
        async flush() {
          flushed.push(name);
          return { delivered: 0, undelivered: 0, pending: 0 };
        },
      });
    const inner = withLogging(
      async () => {
        currentLogger()?.event(EventType.JobStarted, { description: "inside" });
        expect(flushed).toEqual([]);
        throw new Error("out of stock");
      },
      { origin: "inner", writeEvent: writer("inner"), console: silent },
    );
    const outer = withLogging(inner, {
      origin: "outer",
      writeEvent: writer("outer"),
      console: silent,
    });

    await expect(outer({}, contextFor("r-1"))).rejects.toThrow("out of stock");

    expect(records.map(({ origin, event }) => `${origin} ${event}`)).toEqual([
      "inner JOB_STARTED",
      "inner ERROR",
    ]);
    expect(new Set(flushed)).toEqual(new Set(["inner", "outer"]));
  });
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
      { writeEvent: createEventWriter(sink), console: silent },
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
      { writeEvent: createEventWriter(sink), console: silent },
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
      { writeEvent: createEventWriter(sink), console: silent },
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
      { writeEvent, console: silent },
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
      const handler = withLogging(async () => "done", { writeEvent, console: silent });
      expect(await handler({}, contextFor("r-1", 500))).toBe("done");
    }
  });

  it("works with contexts of tests, whose remaining time is no time", async () => {
    for (const remaining of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, undefined]) {
      const { sink, stored, acknowledge } = createManualSink();
      const handler = withLogging(
        async (event: string, ctx) =>
          ctx.logger.event(EventType.JobStarted, { description: event }),
        { writeEvent: createEventWriter(sink), console: silent },
      );

      const response = handler("a", { getRemainingTimeInMillis: () => remaining });
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
      console: silent,
    });

    await handler({}, contextFor("r-1", 400));

    expect(records).toMatchObject([{ event: "ERROR", requestId: "r-1" }]);
    expect(records[0]?.description).toMatch(/^timed out after \d+ ms$/);
    expect(flushed).toBeGreaterThan(0);
  });

  it("is not recorded when the handler ends before", async () => {
    const handler = withLogging(async () => "done", recorded());

    await handler({}, contextFor("r-1", 200));
    await new Promise((resolve) => setTimeout(resolve, 250));

    expect(records).toEqual([]);
  });
});

describe("what the runtime looks at", () => {
  it("is an async function of two parameters at the most", () => {
    const wrapped = withLogging(async (_event: unknown, _context) => {}, recorded());

    expect(wrapped.length).toBeLessThanOrEqual(2);
    expect(wrapped.constructor.name).toBe("AsyncFunction");
    expect(Reflect.has(wrapped, STREAMING)).toBe(false);
  });

  it("is the mark of a handler that streams, which gets the stream and a context with a logger", async () => {
    const seen: unknown[] = [];
    const streaming = Object.assign(
      async (event: string, stream: string[], context: LoggingContext) => {
        seen.push(event, context.awsRequestId);
        stream.push("chunk");
        context.logger.event(EventType.JobStarted, { description: event });
      },
      { [STREAMING]: "response", [HIGH_WATER_MARK]: 64 },
    );
    const stream: string[] = [];

    const wrapped = withLogging(streaming, recorded());
    await wrapped("a", stream, contextFor("r-1"));

    expect(Reflect.get(wrapped, STREAMING)).toBe("response");
    expect(Reflect.get(wrapped, HIGH_WATER_MARK)).toBe(64);
    expect(wrapped.constructor.name).toBe("AsyncFunction");
    expect(seen).toEqual(["a", "r-1"]);
    expect(stream).toEqual(["chunk"]);
    expect(descriptions()).toEqual(["a"]);
  });
});

describe("what cannot work", () => {
  it("is a callback-style handler", () => {
    const callbackStyle = (_event: unknown, _context: unknown, callback: () => void) => callback();

    // @ts-expect-error nor do the types allow it
    expect(() => withLogging(callbackStyle, recorded())).toThrow(/return a promise instead/);
  });

  it("is something other than a function", () => {
    expect(() => withLogging("index.handler" as never, recorded())).toThrow(
      "withLogging takes a handler function, received string",
    );
  });

  it.each([
    [{ flush: "later" as never }, "flush must be 'await' or 'after-response', received 'later'"],
    [{ origin: "a#b" }, "origin 'a#b' is not allowed"],
    [{ shards: 0 }, "shards must be a whole number from 1 to 128, received 0"],
    [{ console: {} as never }, "console must have the methods"],
    [{ writeEvent: "table" as never }, "writeEvent must be a function"],
    [{ writeEvent: undefined, tableName: "" }, "tableName must be the name of a DynamoDB table"],
  ])("is said when the handler is wrapped: %j", (options, message) => {
    expect(() => withLogging(async () => {}, recorded(options))).toThrow(message);
  });

  it.each([
    ["EVENT_LOG_SHARDS", "many"],
    ["EVENT_LOG_ORIGIN", "a#b"],
    ["EVENT_LOG_RETENTION", "for a while"],
  ])("is said when %s cannot be used", (variable, value) => {
    process.env[variable] = value;

    expect(() => withLogging(async () => {}, recorded())).toThrow(variable);
  });
});

describe("a function without a table", () => {
  it("says so once, does its business, and prints its events as undelivered lines", async () => {
    delete process.env.EVENT_LOG_TABLE;
    const warn = jest.fn();
    const lines: string[] = [];
    const writeSync = jest
      .spyOn(fs, "writeSync")
      .mockImplementation((_fd: number, text: unknown) => {
        lines.push(String(text));
        return String(text).length;
      });
    const handler = withLogging(
      async (event: string, ctx) => {
        ctx.logger.event(EventType.JobStarted, { description: event });
        return "done";
      },
      { console: { ...silent, warn } },
    );

    const results = [await handler("a", contextFor("r-1")), await handler("b", contextFor("r-2"))];
    writeSync.mockRestore();

    expect(results).toEqual(["done", "done"]);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining("set EVENT_LOG_TABLE"));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { undelivered: "EVENT_LOG_TABLE is not set", record: { description: "a" } },
      { undelivered: "EVENT_LOG_TABLE is not set", record: { description: "b" } },
    ]);
  });
});

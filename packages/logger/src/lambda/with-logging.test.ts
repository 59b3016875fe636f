import { beforeEach, describe, expect, it } from "@jest/globals";
import { type EventRecord, EventType } from "@service-events/schema";
import { contextFor, silentConsole } from "@service-events/testing/lambda-harness/context";
import type { Context, Handler, SQSEvent, SQSHandler } from "aws-lambda";
import type { CheckedCatalogue } from "../catalogue/brand.js";
import type { DefaultEvents } from "../catalogue/default-events.js";
import { defineEvents } from "../catalogue/define.js";
import type { Logger } from "../logger.js";
import type { LoggingContext } from "./context.js";
import { currentLogger } from "./invocation.js";
import { type WithLoggingOptions, withLogging } from "./with-logging.js";

const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const HIGH_WATER_MARK = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");

const records: EventRecord[] = [];

beforeEach(() => {
  records.length = 0;
});

/** Options under which records end up in `records`. */
function recorded<const Events extends CheckedCatalogue = DefaultEvents>(
  more: WithLoggingOptions<Events> = {},
): WithLoggingOptions<Events> {
  return { writeEvent: (record) => records.push(record), console: silentConsole, ...more };
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

  it("keeps the types of its event and result, and is assignable to Lambda's types", async () => {
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

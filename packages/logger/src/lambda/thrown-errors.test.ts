import { beforeEach, describe, expect, it } from "@jest/globals";
import { type EventRecord, EventType } from "@service-events/schema";
import { contextFor, silentConsole } from "@service-events/testing/lambda-harness/context";
import type { WriteEvent } from "../event-writer.js";
import { currentLogger } from "./invocation.js";
import { type WithLoggingOptions, withLogging } from "./with-logging.js";

const records: EventRecord[] = [];

beforeEach(() => {
  records.length = 0;
});

/** Options under which records end up in `records`. */
function recorded(more: WithLoggingOptions = {}): WithLoggingOptions {
  return { writeEvent: (record) => records.push(record), console: silentConsole, ...more };
}

function descriptions(): string[] {
  return records.map((record) => record.description);
}

describe("an error that the handler throws", () => {
  async function thrownBy(handler: (event: unknown, context?: unknown) => Promise<unknown>) {
    try {
      await handler({}, contextFor("r-1"));
    } catch (error) {
      return { error };
    }
    return "nothing was thrown";
  }

  it("is recorded once and rethrown unchanged", async () => {
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
      { origin: "inner", writeEvent: writer("inner"), console: silentConsole },
    );
    const outer = withLogging(inner, {
      origin: "outer",
      writeEvent: writer("outer"),
      console: silentConsole,
    });

    await expect(outer({}, contextFor("r-1"))).rejects.toThrow("out of stock");

    expect(records.map(({ origin, event }) => `${origin} ${event}`)).toEqual([
      "inner JOB_STARTED",
      "inner ERROR",
    ]);
    expect(new Set(flushed)).toEqual(new Set(["inner", "outer"]));
  });
});

import fs from "node:fs";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { type EventRecord, EventType } from "@service-events/schema";
import { contextFor, silentConsole } from "@service-events/testing/lambda-harness/context";
import { type WithLoggingOptions, withLogging } from "./with-logging.js";

const environment = { ...process.env };
const records: EventRecord[] = [];

afterEach(() => {
  process.env = { ...environment };
});

/** Options under which records end up in `records`. */
function recorded(more: WithLoggingOptions = {}): WithLoggingOptions {
  return { writeEvent: (record) => records.push(record), console: silentConsole, ...more };
}

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
  it("warns once, keeps working, and prints its events as undelivered lines", async () => {
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
      { console: { ...silentConsole, warn } },
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

import fs from "node:fs";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import {
  type Bindings,
  createLogger,
  type EventRecord,
  EventType,
  type LogConsole,
  type LoggerConfig,
} from "./index.js";
import { OK } from "./sink.js";

/** A logger that keeps its records, and the console that it was given. */
function loggerInMemory(config: Partial<LoggerConfig> = {}) {
  const records: EventRecord[] = [];
  const lines: unknown[][] = [];
  const keep =
    (level: string) =>
    (...args: unknown[]) =>
      void lines.push([level, ...args]);
  const quiet: LogConsole = {
    debug: keep("debug"),
    info: keep("info"),
    warn: keep("warn"),
    error: keep("error"),
  };
  const logger = createLogger({
    origin: "orders",
    environment: "dev",
    console: quiet,
    writeEvent: (record) => void records.push(record),
    ...config,
  });
  return { logger, records, lines };
}

describe("event()", () => {
  it("records who, what, when and where, under the designed keys", () => {
    const { logger, records } = loggerInMemory();
    logger.event(EventType.JobStarted, {
      description: "Invoice run started",
      userId: "u_1",
      payload: { jobId: "j_1" },
    });
    const [record] = records as [EventRecord];
    expect(record).toEqual({
      pk: "ORIGIN#orders",
      sk: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z#JOB_STARTED#[\w-]{8}$/),
      origin: "orders",
      event: "JOB_STARTED",
      createdAt: record.sk.split("#")[0],
      description: "Invoice run started",
      userId: "u_1",
      payload: { jobId: "j_1" },
      level: "info",
      environment: "dev",
      ttl: Math.floor(Date.parse(record.createdAt) / 1000) + 30 * 86_400,
    });
  });

  it("gives a thousand events of one type in a loop a thousand keys, in their order", () => {
    const { logger, records } = loggerInMemory();
    for (let n = 0; n < 1_000; n++) logger.event(EventType.JobStarted, { description: String(n) });
    const sorted = records.toSorted((a, b) => (a.sk < b.sk ? -1 : 1));
    expect(sorted.map(({ description }) => Number(description))).toEqual(
      Array.from({ length: 1_000 }, (_, n) => n),
    );
    expect(new Set(records.map(({ sk }) => sk)).size).toBe(1_000);
  });

  it("snapshots what it is given", () => {
    const { logger, records } = loggerInMemory();
    const payload = { items: [{ price: 1 }] };
    logger.event(EventType.JobStarted, { description: "x", payload });
    (payload.items[0] as { price: number }).price = 2;
    payload.items.push({ price: 3 });
    expect(records[0]?.payload).toEqual({ items: [{ price: 1 }] });
  });

  it("writes to an origin's first shard only while readers may not know of the others", () => {
    const { logger, records } = loggerInMemory({ shards: 3 });
    for (let n = 0; n < 6; n++) logger.event(EventType.JobStarted, { description: "x" });
    expect(new Set(records.map(({ pk }) => pk))).toEqual(new Set(["ORIGIN#orders"]));
  });

  it("lets the shards of an origin take turns once they are registered", () => {
    const records: EventRecord[] = [];
    let isRegistered = false;
    const writeEvent = Object.assign((record: EventRecord) => void records.push(record), {
      register: () => ({
        get isKnown() {
          return isRegistered;
        },
        send: async () => OK,
      }),
    });
    const { logger } = loggerInMemory({ shards: 3, writeEvent });
    for (let n = 0; n < 3; n++) logger.event(EventType.JobStarted, { description: "x" });
    expect(records.splice(0).map(({ pk }) => pk)).toEqual(Array(3).fill("ORIGIN#orders"));

    isRegistered = true;
    for (let n = 0; n < 6; n++) logger.event(EventType.JobStarted, { description: "x" });
    const used = records.map(({ pk }) => pk).toSorted();
    expect(used).toEqual([
      "ORIGIN#orders",
      "ORIGIN#orders",
      "ORIGIN#orders#1",
      "ORIGIN#orders#1",
      "ORIGIN#orders#2",
      "ORIGIN#orders#2",
    ]);
  });

  it("keeps events as long as the retention says, errors included", () => {
    const { logger, records } = loggerInMemory({ retention: "1d,JOB_FAILED=forever" });
    logger.event(EventType.JobStarted, { description: "x" });
    logger.event(EventType.JobFailed, { description: "x" });
    logger.error("x");
    const keptFor = records.map(({ ttl, createdAt }) =>
      typeof ttl === "number" ? ttl - Math.floor(Date.parse(createdAt) / 1000) : ttl,
    );
    expect(keptFor).toEqual([86_400, null, 86_400]);
  });

  it("has no key for what it was not told", () => {
    const { logger, records } = loggerInMemory();
    logger.event(EventType.JobStarted, { description: "x", userId: "" });
    for (const key of ["userId", "payload", "requestId", "correlationId", "error"]) {
      expect(records[0]).not.toHaveProperty(key);
    }
  });

  it("stores something readable for every wrong call, and never throws", () => {
    const { logger, records } = loggerInMemory();
    const anything = logger.event as (...args: unknown[]) => void;
    anything();
    anything("WITH#SEPARATOR", null);
    anything("", { description: 42, userId: 7, payload: "text" });
    anything(Symbol("x"), { description: Symbol("y"), payload: [1, 2] });
    anything("HOSTILE", {
      get description() {
        throw new Error("no");
      },
    });
    expect(
      records.slice(0, 4).map(({ event, description, userId, payload }) => ({
        event,
        description,
        userId,
        payload,
      })),
    ).toEqual([
      { event: "UNNAMED", description: expect.any(String), userId: undefined, payload: undefined },
      {
        event: "WITH-SEPARATOR",
        description: "WITH-SEPARATOR",
        userId: undefined,
        payload: undefined,
      },
      { event: "UNNAMED", description: "42", userId: "7", payload: { value: "text" } },
      {
        event: "Symbol(x)",
        description: "Symbol(y)",
        userId: undefined,
        payload: { value: [1, 2] },
      },
    ]);
  });
});

describe("error()", () => {
  it("becomes an ERROR event with the error's particulars, and no stack in its payload", () => {
    const { logger, records } = loggerInMemory();
    const cause = Object.assign(new TypeError("no such card 4711"), { code: "E_CARD", attempt: 2 });
    logger.error("Payment failed", cause);
    expect(records[0]).toMatchObject({
      event: "ERROR",
      level: "error",
      description: "Payment failed",
      error: { name: "TypeError", message: "no such card 4711", code: "E_CARD" },
      payload: { attempt: 2 },
    });
    expect(JSON.stringify(records[0]?.payload)).not.toContain("logger.test");
  });

  it("prints the stack", () => {
    const { logger, lines } = loggerInMemory();
    logger.error("Payment failed", new Error("no"));
    expect(JSON.stringify(lines)).toContain("logger.test");
  });

  it("has one fingerprint for errors that differ in ids and numbers only", () => {
    const { logger, records } = loggerInMemory();
    logger.error("x", new Error("order 17 of user u_1 not found"));
    logger.error("x", new Error("order 18 of user u_2 not found"));
    logger.error("x", new Error("order 18 of user u_2 is closed"));
    const [first, second, third] = records.map(({ error }) => error?.fingerprint);
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it("finds the Error in a context that holds it, and keeps the rest as payload", () => {
    const { logger, records } = loggerInMemory();
    logger.error("Payment failed", { orderId: 17, error: new RangeError("too much") });
    expect(records[0]).toMatchObject({
      error: { name: "RangeError", message: "too much" },
      payload: { orderId: 17 },
    });
  });

  it("records one Error once, however often it is logged", () => {
    const { logger, records, lines } = loggerInMemory();
    const error = new Error("once");
    logger.error("here", error);
    logger.child({ userId: "u_1" }).error("and further up", error);
    expect(records).toHaveLength(1);
    expect(lines).toHaveLength(2);
  });

  it("records a message without an Error, with any context", () => {
    const { logger, records } = loggerInMemory();
    logger.error("Stock is negative", { sku: "a", left: -1 });
    logger.error("Odd", "just text");
    logger.error("Bare");
    expect(records.map(({ description, payload }) => ({ description, payload }))).toEqual([
      { description: "Stock is negative", payload: { sku: "a", left: -1 } },
      { description: "Odd", payload: { value: "just text" } },
      { description: "Bare", payload: undefined },
    ]);
    expect(records[0]).not.toHaveProperty("error");
  });
});

describe("lines", () => {
  const spies: jest.SpiedFunction<typeof console.info>[] = [];
  beforeEach(() => {
    for (const level of ["debug", "info", "warn", "error"] as const) {
      spies.push(jest.spyOn(console, level).mockImplementation(() => {}));
    }
  });
  afterEach(() => {
    for (const spy of spies.splice(0)) spy.mockRestore();
  });

  function linesIn(environment: string, bindings: Bindings = {}) {
    const { logger } = loggerInMemory({ environment, console: undefined });
    const own = logger.child(bindings);
    own.debug("looking", { id: 1 });
    own.info("found", { id: 1 });
    own.warn("old");
    own.error("broken", new Error("no"));
    return spies.map((spy) => spy.mock.calls);
  }

  it("are readable where a developer watches", () => {
    const [debug, info, warn, error] = linesIn("local");
    expect(debug).toEqual([["[debug] looking", { id: 1 }]]);
    expect(info).toEqual([["[info] found", { id: 1 }]]);
    expect(warn).toEqual([["[warn] old"]]);
    expect(error?.[0]?.[0]).toBe("[error] broken");
    expect(String(error?.[0]?.[2])).toContain("Error: no\n    at ");
  });

  it("are one JSON object each elsewhere, for Logs Insights", () => {
    const [debug, info, warn, error] = linesIn("dev", { requestId: "r_1", correlationId: "c_1" });
    for (const calls of [debug, info, warn, error]) expect(calls).toHaveLength(1);
    expect(JSON.parse(String(info?.[0]?.[0]))).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      origin: "orders",
      message: "found",
      requestId: "r_1",
      correlationId: "c_1",
      context: { id: 1 },
    });
    expect(JSON.parse(String(error?.[0]?.[0]))).toMatchObject({
      level: "error",
      context: { name: "Error", message: "no" },
      stack: expect.stringContaining("Error: no"),
    });
  });

  it("leave out debug in prod", () => {
    const [debug, info] = linesIn("prod");
    expect(debug).toEqual([]);
    expect(info).toHaveLength(1);
  });

  it("go to a given console as message and context", () => {
    const { logger, lines } = loggerInMemory();
    logger.info("found", { id: 1 });
    logger.info("bare");
    expect(lines).toEqual([
      ["info", "found", { id: 1 }],
      ["info", "bare"],
    ]);
  });

  it("never throw, whatever the context or the console do", () => {
    const broken: LogConsole = {
      debug: fail,
      info: fail,
      warn: fail,
      error: fail,
    };
    const { logger, records } = loggerInMemory({ console: broken });
    const hostile = new Proxy({}, { get: fail, ownKeys: fail, getPrototypeOf: fail });
    for (const level of ["debug", "info", "warn", "error"] as const) logger[level]("x", hostile);
    expect(records.map(({ event }) => event)).toEqual(["ERROR"]);
  });
});

describe("child()", () => {
  it("adds its ids to events and lines, and its other fields to payloads", () => {
    const { logger, records, lines } = loggerInMemory();
    const child = logger.child({ userId: "u_1", correlationId: "c_1", jobId: "j_1" });
    child.event(EventType.JobStarted, { description: "x" });
    child.child({ jobId: "j_2" }).event(EventType.JobStarted, {
      description: "y",
      userId: "u_2",
      payload: { step: 1 },
    });
    child.info("working", { step: 1 });
    expect(records).toMatchObject([
      { userId: "u_1", correlationId: "c_1", payload: { jobId: "j_1" } },
      { userId: "u_2", correlationId: "c_1", payload: { jobId: "j_2", step: 1 } },
    ]);
    expect(lines).toEqual([["info", "working", { jobId: "j_1", step: 1 }]]);
  });

  it("changes nothing in its parent", () => {
    const { logger, records } = loggerInMemory();
    logger.child({ userId: "u_1" });
    logger.event(EventType.JobStarted, { description: "x" });
    expect(records[0]).not.toHaveProperty("userId");
  });
});

describe("writeEvent", () => {
  it.each([
    ["throws", () => fail()],
    ["gives a promise that rejects", () => Promise.reject(new Error("no"))],
  ])("that %s costs no event: the record becomes an undelivered line", async (_, writeEvent) => {
    const write = jest.spyOn(fs, "writeSync").mockReturnValue(1_000_000);
    const { logger } = loggerInMemory({ writeEvent });
    logger.event(EventType.JobStarted, { description: "kept" });
    await logger.flush();
    expect(JSON.parse(String(write.mock.calls[0]?.[1]))).toMatchObject({
      undelivered: "writeEvent failed: no",
      record: { event: "JOB_STARTED", description: "kept" },
    });
    write.mockRestore();
  });

  it("that is slow is waited for by flush, within its deadline", async () => {
    let done = false;
    const slow = loggerInMemory({
      writeEvent: async () => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        done = true;
      },
    });
    slow.logger.event(EventType.JobStarted, { description: "x" });
    await slow.logger.flush();
    expect(done).toBe(true);

    const dead = loggerInMemory({ writeEvent: () => new Promise<void>(() => {}) });
    dead.logger.event(EventType.JobStarted, { description: "x" });
    expect(await dead.logger.flush({ deadline: Date.now() + 20 })).toMatchObject({ pending: 1 });
  });
});

describe("wrong options", () => {
  const right: LoggerConfig = { origin: "orders", environment: "dev", writeEvent: () => {} };

  it.each<[Partial<Record<keyof LoggerConfig, unknown>>, string]>([
    [{ origin: "" }, "origin '' is not allowed: use a name of 1 to 256 characters without '#'"],
    [{ origin: "a#b" }, "origin 'a#b' is not allowed"],
    [{ origin: 7 }, "origin must be a string, received number"],
    [{ writeEvent: undefined }, "writeEvent must be a function of a record"],
    [{ errorStack: "no" }, "errorStack must be true or false, received string"],
    [{ shards: 0 }, "shards must be a whole number from 1 to 128, received 0"],
    [{ retention: "soon" }, "retention 'soon' cannot be read at 'soon'"],
    [
      { console: { info() {} } },
      "console must have the methods debug, info, warn and error; debug is undefined",
    ],
  ])("%p throw when the logger is made", (wrong, message) => {
    expect(() => createLogger({ ...right, ...wrong } as LoggerConfig)).toThrow(message);
  });
});

function fail(): never {
  throw new Error("no");
}

describe("a child", () => {
  it.each<[string, () => unknown]>([
    ["a getter that throws", () => Object.defineProperty({ team: "a" }, "bad", throwing)],
    ["a proxy that throws", () => new Proxy({}, { ownKeys: () => notToday() })],
    ["null", () => null],
    ["text", () => "text"],
  ])("is made of %s without throwing", (_, bindings) => {
    const logger = createLogger({ origin: "child", environment: "prod", writeEvent: () => {} });

    expect(() =>
      logger.child(bindings() as never).event("JOB_STARTED", { description: "x" }),
    ).not.toThrow();
  });
});

const throwing = {
  enumerable: true,
  get: () => notToday(),
};

function notToday(): never {
  throw new Error("not today");
}

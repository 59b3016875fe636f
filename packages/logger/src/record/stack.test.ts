import { describe, expect, it } from "@jest/globals";
import { recorder } from "../../test/recorder.js";
import { defaultEvents, type LoggerConfig } from "../index.js";

/** What is stored of an Error. */
function recorded(error: unknown, config: Partial<LoggerConfig> = {}) {
  const { logger, records } = recorder(defaultEvents, config);
  logger.error("Payment failed", error);
  return records[0];
}

function withStack(message: string, frames: string[], more: ErrorOptions = {}): Error {
  const error = new Error(message, more);
  error.stack = [`Error: ${message}`, ...frames.map((frame) => `    at ${frame}`)].join("\n");
  return error;
}

const FRAMES = [
  "Parser.parse (/app/node_modules/.pnpm/pg@8/node_modules/pg/lib/parser.js:10:3)",
  "async load (file:///app/src/token.ts:12:3)",
  "async Promise.all (index 0)",
  "Layer.handle (/app/node_modules/@hono/node/dist/index.js:5:1)",
  "Layer.next (/app/node_modules/@hono/node/dist/index.js:6:1)",
  "process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
  "Runtime.handle (file:///var/runtime/index.mjs:1:2)",
  "async handler (C:\\app\\password.ts:7:9)",
];

describe("the stack of an error event", () => {
  it("has the frames of one's own code first, and counts the others", () => {
    expect(recorded(withStack("no", FRAMES))?.error?.stack).toBe(
      [
        "    at async load (file:///app/src/token.ts:12:3)",
        "    at async handler (C:\\app\\password.ts:7:9)",
        "    … 1 in node_modules/pg, 2 in Node.js, 2 in node_modules/@hono/node, 1 in Lambda's runtime",
      ].join("\n"),
    );
  });

  it("names the file that threw", () => {
    expect(recorded(new TypeError("no"))?.error?.stack).toMatch(
      /^ {4}at .*stack\.test\.ts:\d+:\d+/,
    );
  });

  it("is found in a context that holds the error, too", () => {
    expect(recorded({ error: withStack("no", FRAMES) })?.error?.stack).toContain("token.ts:12:3");
  });

  it("goes on with those of the causes, and ends in a circle", () => {
    const root = withStack("refused\nat all", ["connect (/app/src/db.ts:1:2)"]);
    root.cause = withStack("outer", ["pay (/app/src/pay.ts:3:4)"], { cause: root });

    expect(recorded(root.cause)?.error?.stack).toBe(
      [
        "    at pay (/app/src/pay.ts:3:4)",
        "Caused by: Error: refused at all",
        "    at connect (/app/src/db.ts:1:2)",
      ].join("\n"),
    );
  });

  it("holds no secrets and no more than 4,000 bytes", () => {
    const token = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";
    const cause = withStack(`key ${token}`, [`run (/tmp/${token}/€${"x".repeat(500)}.ts:1:1)`]);
    const frames = Array.from(
      { length: 40 },
      (_, n) => `f${n} (/app/${"€".repeat(150)}.ts:${n}:1)`,
    );
    for (const error of [new Error("outer", { cause }), withStack("no", frames, { cause })]) {
      const stack = recorded(error)?.error?.stack ?? "";
      expect(stack).not.toContain(token);
      expect(Buffer.byteLength(stack)).toBeLessThanOrEqual(4000);
    }
  });

  it("shows where it was thrown when no frame is one's own", () => {
    const error = withStack("no", ["afterConnect (node:net:1555:16)"]);
    expect(recorded(error)?.error?.stack).toBe(
      "    at afterConnect (node:net:1555:16)\n    … 1 in Node.js",
    );
  });

  it.each<[string, () => unknown]>([
    ["without frames", () => Object.assign(new Error("no"), { stack: "Error: no" })],
    ["whose stack is not a string", () => Object.assign(new Error("no"), { stack: [1] })],
    [
      "that throws when it is read",
      () =>
        Object.defineProperties(new Error("no"), {
          stack: { get: fail },
          cause: { get: fail },
        }),
    ],
  ])("is absent from an error %s", (_, make) => {
    expect(recorded(make())?.error).toEqual({
      name: "Error",
      message: "no",
      fingerprint: expect.any(String),
    });
  });

  it("can be turned off, which leaves everything else as it is", () => {
    const off = recorded(new Error("no"), { errorStack: false })?.error;
    const { stack, ...on } = recorded(new Error("no"))?.error ?? {};

    expect(stack).toBeDefined();
    expect(off).toEqual(on);
  });
});

function fail(): never {
  throw new Error("hands off");
}

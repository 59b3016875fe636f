import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { errorOf, esm, hostOf, returned, stopHosts } from "../../test/function-host.js";

// Processes start slowly on a machine that is busy with other tests.
jest.setTimeout(60_000);

afterEach(stopHosts);

describe("a function's handler", () => {
  it.each([
    ["an ESM module", { "index.mjs": "export const handler = async (e) => ({ got: e });" }, {}],
    ["a CommonJS module", { "index.cjs": "exports.handler = async (e) => ({ got: e });" }, {}],
    [
      "an assigned module",
      { "index.cjs": "module.exports = { handler: (e) => ({ got: e }) };" },
      {},
    ],
    [
      "a nested name",
      { "main.mjs": "export const api = { run: async (e) => ({ got: e }) };" },
      { handler: "main.api.run" },
    ],
    [
      "the template itself",
      {},
      { code: { source: "exports.handler = async (e) => ({ got: e });" } },
    ],
  ])("is found in %s", async (_what, files, changes) => {
    const { host } = hostOf(files as Record<string, string>, changes);
    expect(returned(await host.invoke({ a: [1, "ü"] }))).toEqual({ got: { a: [1, "ü"] } });
  });

  it("gets a context with Lambda's fields", async () => {
    const { host } = esm(`export const handler = async (event, context) => ({
      ...context, remaining: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID });`);
    const result = await host.invoke({});
    expect(returned(result)).toMatchObject({
      functionName: "shop-Fn",
      functionVersion: "$LATEST",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:shop-Fn",
      memoryLimitInMB: "256",
      awsRequestId: result.requestId,
      logGroupName: "/aws/lambda/shop-Fn",
      callbackWaitsForEmptyEventLoop: true,
      remaining: expect.any(Number),
      trace: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};/),
    });
    const { remaining } = returned(result) as { remaining: number };
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(30_000);
  });

  it("sees the variables of its template and of Lambda, and none of this machine", async () => {
    process.env.A_SECRET_OF_THIS_MACHINE = "secret";
    const { host } = esm("export const handler = async () => ({ ...process.env });", {
      environment: {
        EVENT_LOG_TABLE: "log",
        NODE_ENV: "production",
        QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/000000000000/jobs",
        NO_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com.example/jobs",
      },
    });
    const variables = returned(await host.invoke({})) as Record<string, string>;
    delete process.env.A_SECRET_OF_THIS_MACHINE;
    expect(variables).toMatchObject({
      EVENT_LOG_TABLE: "log",
      NODE_ENV: "production",
      QUEUE_URL: "http://127.0.0.1:9/000000000000/jobs",
      NO_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com.example/jobs",
      AWS_LAMBDA_FUNCTION_NAME: "shop-Fn",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "LOCALTEST",
      AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:9",
      AWS_ENDPOINT_URL_SQS: "http://127.0.0.1:9",
      _HANDLER: "index.handler",
    });
    expect(Object.keys(variables)).not.toContain("A_SECRET_OF_THIS_MACHINE");
    expect(Object.keys(variables)).not.toContain("AWS_LAMBDA_RUNTIME_API");
    expect(Object.keys(variables)).not.toContain("NODE_CHANNEL_FD");
  });

  it("is kept warm between invocations", async () => {
    const { host } = esm(
      "let n = 0; export const handler = async () => ({ n: ++n, pid: process.pid });",
    );
    const first = returned(await host.invoke({})) as { pid: number };
    expect(returned(await host.invoke({}))).toEqual({ n: 2, pid: first.pid });
  });

  it("gets a process more for every invocation at the same time", async () => {
    const { host } = esm("export const handler = async () => process.pid;");
    const pids = await Promise.all([1, 2, 3].map(async () => returned(await host.invoke({}))));
    expect(new Set(pids).size).toBe(3);
  });

  it("serves more invocations at once than there are processes", async () => {
    const { host } = esm("export const handler = async (n) => n;");
    const numbers = Array.from({ length: 12 }, (_, n) => n);
    const values = await Promise.all(numbers.map(async (n) => returned(await host.invoke(n))));
    expect(values).toEqual(numbers);
  });

  it("has its output passed on line by line", async () => {
    const { host, lines } = esm(`export const handler = async () => {
      console.log("one\\ntwo"); console.error("three"); };`);
    await host.invoke({});
    while (lines.length < 3) await delay(10);
    expect(lines.sort((a, b) => (a.text < b.text ? -1 : 1))).toEqual([
      { functionLabel: "Fn", stream: "stdout", text: "one" },
      { functionLabel: "Fn", stream: "stderr", text: "three" },
      { functionLabel: "Fn", stream: "stdout", text: "two" },
    ]);
  });

  it("answers null when it returns nothing, or its promise can never settle", async () => {
    const nothing = esm("export const handler = async () => {};");
    expect(returned(await nothing.host.invoke({}))).toBeNull();
    const stuck = esm("export const handler = () => new Promise(() => {});");
    expect(returned(await stuck.host.invoke({}))).toBeNull();
    expect(returned(await stuck.host.invoke({}))).toBeNull();
  });
});

describe("a handler with a callback", () => {
  const source = `exports.handler = (event, context, callback) => {
    setTimeout(() => { console.log("late work"); }, 50);
    callback(event.fail ? new Error("no") : null, "yes"); };`;

  it("answers when its loop is empty", async () => {
    const { host, lines } = hostOf({ "index.cjs": source }, { runtime: "nodejs22.x" });
    expect(returned(await host.invoke({}))).toBe("yes");
    while (lines.length < 1) await delay(10);
    expect(errorOf(await host.invoke({ fail: true })).errorMessage).toBe("no");
  });

  it("is rejected where Lambda rejects it", async () => {
    const { host } = hostOf({ "index.cjs": source }, { runtime: "nodejs24.x" });
    expect(errorOf(await host.invoke({})).errorType).toBe("Runtime.CallbackHandlerDeprecated");
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import type { FunctionDefinition } from "./definitions.js";
import { createFunctionHost, type FunctionHost } from "./function-host.js";
import type { FunctionLine, InvocationResult } from "./invocation.js";

// Processes and servers start slowly on a machine that is busy with other tests.
jest.setTimeout(60_000);

const started: FunctionHost[] = [];
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((host) => host.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function hostOf(
  files: Record<string, string>,
  changes: Partial<FunctionDefinition> = {},
): { host: FunctionHost; lines: FunctionLine[] } {
  const folder = mkdtempSync(join(tmpdir(), "local-function-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const lines: FunctionLine[] = [];
  const definition: FunctionDefinition = {
    logicalId: "Fn",
    label: "Fn",
    name: "shop-Fn",
    arn: "arn:aws:lambda:us-east-1:000000000000:function:shop-Fn",
    account: "000000000000",
    region: "us-east-1",
    runtime: "nodejs24.x",
    handler: "index.handler",
    code: { folder },
    environment: {},
    timeoutMs: 30_000,
    memoryMb: 256,
    logGroup: "/aws/lambda/shop-Fn",
    roleArn: "arn:aws:iam::000000000000:role/shop-Role",
    hasLayers: false,
    ...changes,
  };
  const access = { endpoint: "http://127.0.0.1:9", accessKeyId: "LOCALTEST" };
  const host = createFunctionHost(definition, access, (line) => lines.push(line));
  started.push(host);
  return { host, lines };
}

const esm = (body: string, changes?: Partial<FunctionDefinition>) =>
  hostOf({ "index.mjs": body }, changes);

function returned(result: InvocationResult): unknown {
  if (!result.ok) throw new Error(`${result.error.errorType}: ${result.error.errorMessage}`);
  return result.value;
}

function errorOf(result: InvocationResult) {
  if (result.ok) throw new Error(`no error, but ${JSON.stringify(result.value)}`);
  return result.error;
}

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
      environment: { EVENT_LOG_TABLE: "log", NODE_ENV: "production" },
    });
    const variables = returned(await host.invoke({})) as Record<string, string>;
    delete process.env.A_SECRET_OF_THIS_MACHINE;
    expect(variables).toMatchObject({
      EVENT_LOG_TABLE: "log",
      NODE_ENV: "production",
      AWS_LAMBDA_FUNCTION_NAME: "shop-Fn",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "LOCALTEST",
      AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:9",
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
    const { host } = esm(`export const handler = async () => {
      await new Promise((done) => setTimeout(done, 300)); return process.pid; };`);
    const pids = await Promise.all([1, 2, 3].map(async () => returned(await host.invoke({}))));
    expect(new Set(pids).size).toBe(3);
  });

  it("serves more invocations at once than there are processes", async () => {
    const { host } = esm("export const handler = async (n) => n;");
    const numbers = Array.from({ length: 40 }, (_, n) => n);
    const values = await Promise.all(numbers.map(async (n) => returned(await host.invoke(n))));
    expect(values).toEqual(numbers);
  });

  it("has what it prints passed on, line by line", async () => {
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

  it("is refused where Lambda refuses it", async () => {
    const { host } = hostOf({ "index.cjs": source }, { runtime: "nodejs24.x" });
    expect(errorOf(await host.invoke({})).errorType).toBe("Runtime.CallbackHandlerDeprecated");
  });
});

describe("what goes wrong in a function", () => {
  it("reports an error with its type, message and trace, and goes on", async () => {
    const { host } = esm(`let n = 0; export const handler = async () => {
      if (n++ === 0) throw new RangeError("too far"); return n; };`);
    expect(errorOf(await host.invoke({}))).toEqual({
      errorType: "RangeError",
      errorMessage: "too far",
      trace: expect.arrayContaining([expect.stringContaining("index.mjs")]),
    });
    expect(returned(await host.invoke({}))).toBe(2);
  });

  it.each([
    ["a thrown text", 'export const handler = async () => { throw "oops"; };', "string", /^oops$/],
    [
      "a synchronous error",
      'export const handler = () => { throw new TypeError("now"); };',
      "TypeError",
      /^now$/,
    ],
    [
      "a value that is no JSON",
      "export const handler = async () => 1n;",
      "Runtime.MarshalError",
      /BigInt/,
    ],
    [
      "a response that is too big",
      "export const handler = async () => 'x'.repeat(7_000_000);",
      "Function.ResponseSizeTooLarge",
      /7000002 bytes/,
    ],
    [
      "an end of the process",
      "export const handler = async () => process.exit(3);",
      "Runtime.ExitError",
      /^RequestId: .* Runtime exited with error: exit status 3$/,
    ],
    [
      "an end without a reason",
      "export const handler = async () => process.exit(0);",
      "Runtime.ExitError",
      /without providing a reason/,
    ],
    [
      "an error outside of the handler's promise",
      'export const handler = () => new Promise(() => setTimeout(() => { throw new EvalError("out"); }, 10));',
      "EvalError",
      /^out$/,
    ],
    [
      "a rejection that nobody handles",
      'export const handler = () => new Promise(() => { setTimeout(() => Promise.reject(new Error("lost")), 10); });',
      "Runtime.UnhandledPromiseRejection",
      /^lost$/,
    ],
    [
      "a module with an error of syntax",
      "export const handler = (;",
      "Runtime.UserCodeSyntaxError",
      /./,
    ],
    ["a module that throws", 'throw new Error("at load");', "Error", /^at load$/],
    [
      "a missing import",
      'import "nothing-is-called-so"; export const handler = 1;',
      "Runtime.ImportModuleError",
      /nothing-is-called-so/,
    ],
    [
      "a missing SDK",
      'import "@aws-sdk/client-nothing";',
      "Runtime.ImportModuleError",
      /must be installed beside the app/,
    ],
    [
      "a missing handler",
      "export const other = 1;",
      "Runtime.HandlerNotFound",
      /index.handler is undefined/,
    ],
  ])("reports %s", async (_what, source, errorType, message) => {
    const { host } = esm(source);
    const error = errorOf(await host.invoke({}));
    expect(error.errorType).toBe(errorType);
    expect(error.errorMessage).toMatch(message);
  });

  it("says that a handler's name is malformed", async () => {
    const { host } = hostOf({ "index.mjs": "" }, { handler: "index" });
    expect(errorOf(await host.invoke({})).errorMessage).toBe(
      "'index' names no handler: write file.name",
    );
  });

  it("says which file it looked for", async () => {
    const { host } = hostOf({});
    const error = errorOf(await host.invoke({}));
    expect(error.errorType).toBe("Runtime.ImportModuleError");
    expect(error.errorMessage).toMatch(/there is no .*index\.js, \.mjs or \.cjs/);
  });

  it("ends a function that takes too long, and starts a fresh one", async () => {
    const { host } = esm(
      `let n = 0; export const handler = async (event) => {
        n += 1; if (event.hang) for (;;); return n; };`,
      { timeoutMs: 3_000 },
    );
    expect(returned(await host.invoke({}))).toBe(1);
    const error = errorOf(await host.invoke({ hang: true }));
    expect(error.errorType).toBe("Sandbox.Timedout");
    expect(error.errorMessage).toMatch(/^RequestId: .* Error: Task timed out after 3.00 seconds$/);
    expect(returned(await host.invoke({}))).toBe(1);
  });

  it("serves the next invocation after a process has died between two", async () => {
    const { host } = esm(`export const handler = async (event) => {
      if (event.dieLater) setTimeout(() => process.exit(1), 20); return process.pid; };`);
    const first = returned(await host.invoke({ dieLater: true }));
    while (isRunning(Number(first))) await delay(10);
    expect(returned(await host.invoke({}))).not.toBe(first);
  });
});

describe("stop", () => {
  it("ends what is running, and refuses what comes after", async () => {
    const { host, lines } = esm(`export const handler = async () => {
      console.log(process.pid); await new Promise((done) => setTimeout(done, 60_000)); };`);
    const running = host.invoke({});
    while (lines.length < 1) await delay(10);
    await host.stop();
    expect(errorOf(await running).errorType).toBe("Runtime.ExitError");
    expect(isRunning(Number(lines[0]?.text))).toBe(false);
    expect(errorOf(await host.invoke({})).errorMessage).toBe(
      "Fn was invoked after local was stopped",
    );
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { errorOf, esm, hostOf, returned, stopHosts } from "../../test/function-host.js";

// Processes start slowly on a machine that is busy with other tests.
jest.setTimeout(60_000);

afterEach(stopHosts);

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
      "'index' is not a handler: use file.name",
    );
  });

  it("says which file it looked for", async () => {
    const { host } = hostOf({});
    const error = errorOf(await host.invoke({}));
    expect(error.errorType).toBe("Runtime.ImportModuleError");
    expect(error.errorMessage).toMatch(/cannot find .*index\.js, \.mjs or \.cjs/);
  });

  it("ends a function that takes too long, and starts a fresh one", async () => {
    const { host } = esm(
      `let n = 0; export const handler = async (event) => {
        n += 1; if (event.hang) for (;;); return n; };`,
      { timeoutMs: 1_000 },
    );
    expect(returned(await host.invoke({}))).toBe(1);
    const error = errorOf(await host.invoke({ hang: true }));
    expect(error.errorType).toBe("Sandbox.Timedout");
    expect(error.errorMessage).toMatch(/^RequestId: .* Error: Task timed out after 1.00 seconds$/);
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
  it("ends running invocations, and rejects later ones", async () => {
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

import { describe, expect, it } from "@jest/globals";
import { runExtension } from "./extension.js";
import type { InvokeEvent } from "./extensions-api.js";

/** Lambda's side of an extension: records what the extension does, in order. */
function createLambda() {
  const log: string[] = [];
  let answer: { resolve(event: InvokeEvent): void; reject(error: Error): void } | undefined;

  const lambda = {
    log,
    respond: (_requestId: string) => {},
    extension: {
      onResponse(callback: (requestId: string) => void) {
        lambda.respond = callback;
      },
      next() {
        log.push("next");
        return new Promise<InvokeEvent>((resolve, reject) => {
          answer = { resolve, reject };
        });
      },
    },
    invoke(requestId: string, timeoutMs = 60_000) {
      answer?.resolve({ requestId, deadlineMs: Date.now() + timeoutMs });
    },
    breakConnection() {
      answer?.reject(new Error("socket hang up"));
    },
    /** What a wrapped handler hands over. */
    settles: (name: string) => async () => {
      log.push(`settle ${name}`);
    },
  };
  return lambda;
}

/** Waits until something was logged for the so-many-th time. */
async function logged(log: readonly string[], entry: string, times = 1): Promise<void> {
  for (let tries = 0; log.filter((each) => each === entry).length < times; tries++) {
    if (tries === 500) throw new Error(`'${entry}' was not logged ${times} times: ${log}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("the extension", () => {
  it("asks for the first invocation at once, because the function's start waits for it", () => {
    const lambda = createLambda();

    runExtension(lambda.extension);

    expect(lambda.log).toEqual(["next"]);
  });

  it("settles after the handler has ended, and only then asks for the next invocation", async () => {
    const lambda = createLambda();
    const extension = runExtension(lambda.extension);

    lambda.invoke("r-1");
    await turns(2);
    const end = extension.begin("r-1", lambda.settles("r-1"));
    await turns(5);
    expect(lambda.log).toEqual(["next"]);
    end?.();
    await logged(lambda.log, "next", 2);

    expect(lambda.log).toEqual(["next", "settle r-1", "next"]);
  });

  it("lets the runtime post the response before it settles", async () => {
    const lambda = createLambda();
    const extension = runExtension(lambda.extension);
    const end = extension.begin("r-1", lambda.settles("r-1"));
    lambda.invoke("r-1");
    await turns(5);

    end?.();
    setImmediate(() => setImmediate(() => lambda.log.push("response")));
    await logged(lambda.log, "next", 2);

    expect(lambda.log).toEqual(["next", "response", "settle r-1", "next"]);
  });

  it("settles a handler that has ended before Lambda told of the invocation", async () => {
    const lambda = createLambda();
    const extension = runExtension(lambda.extension);

    extension.begin("r-1", lambda.settles("r-1"))?.();
    await turns(5);
    lambda.invoke("r-1");
    await logged(lambda.log, "next", 2);

    expect(lambda.log).toEqual(["next", "settle r-1", "next"]);
  });

  it("passes over an invocation that never reaches the wrapped handler, and refuses it later", async () => {
    const lambda = createLambda();
    const extension = runExtension(lambda.extension);

    lambda.invoke("r-1");
    await logged(lambda.log, "next", 2);

    expect(extension.begin("r-1", lambda.settles("r-1"))).toBeUndefined();
    expect(lambda.log).toEqual(["next", "next"]);
  });

  it("takes one handler for each invocation", () => {
    const lambda = createLambda();
    const extension = runExtension(lambda.extension);

    expect(extension.begin("r-1", lambda.settles("first"))).toBeDefined();
    expect(extension.begin("r-1", lambda.settles("second"))).toBeUndefined();
  });

  it("settles shortly before the timeout when the handler never ends", async () => {
    const lambda = createLambda();
    const extension = runExtension(lambda.extension);

    extension.begin("r-1", lambda.settles("r-1"));
    lambda.invoke("r-1", 500);
    await logged(lambda.log, "next", 2);

    expect(lambda.log).toEqual(["next", "settle r-1", "next"]);
  });

  it("settles invocations in progress when the connection breaks, refuses others, and reconnects", async () => {
    const lambda = createLambda();
    const extension = runExtension(lambda.extension);
    const end = extension.begin("r-1", lambda.settles("r-1"));

    lambda.breakConnection();
    await turns(2);
    const refused = extension.begin("r-2", lambda.settles("r-2"));
    end?.();
    await logged(lambda.log, "next", 2);

    expect(refused).toBeUndefined();
    expect(lambda.log).toEqual(["next", "settle r-1", "next"]);
  });

  it("serves on after a broken connection", async () => {
    const lambda = createLambda();
    const extension = runExtension(lambda.extension);

    lambda.breakConnection();
    await logged(lambda.log, "next", 2);
    lambda.invoke("r-1");
    await logged(lambda.log, "next", 3);
    extension.begin("r-2", lambda.settles("r-2"))?.();
    lambda.invoke("r-2");
    await logged(lambda.log, "next", 4);

    expect(lambda.log).toEqual(["next", "next", "next", "settle r-2", "next"]);
  });
});

import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from "@jest/globals";
import { type Bundle, bundleFunction } from "../../../../test/lambda-harness/bundle.js";
import {
  createFunction,
  type FunctionOptions,
  findAwsRuntimeClient,
  type Invoked,
  type LambdaFunction,
} from "../../../../test/lambda-harness/lambda-function.js";
import {
  startTableServer,
  type TableServer,
} from "../../../../test/lambda-harness/table-server.js";

// Every test starts processes, bundles are made first, and the machine may be busy.
jest.setTimeout(60_000);

/** Long enough to tell what came first. */
const WRITE_MS = 80;
const FALLBACK = "events are flushed before the response and not after it";

const bundles: Record<string, Bundle> = {};
let table: TableServer;
let fn: LambdaFunction | undefined;

beforeAll(async () => {
  bundles.article = await bundleFunction("article", "cjs");
  bundles.await = await bundleFunction("await", "esm");
  bundles.afterResponse = await bundleFunction("after-response", "esm");
  bundles.commonJs = await bundleFunction("after-response-option", "cjs");
});

afterAll(async () => {
  await Promise.all(Object.values(bundles).map((bundle) => bundle.remove()));
});

beforeEach(async () => {
  table = await startTableServer({ delayMs: WRITE_MS });
});

afterEach(async () => {
  await fn?.stop();
  fn = undefined;
  await table.stop();
});

type Deployed = "article" | "await" | "afterResponse" | "commonJs";

function deploy(bundle: Deployed, options: Partial<FunctionOptions> = {}): LambdaFunction {
  const { file } = bundles[bundle] as Bundle;
  fn = createFunction({ file, ...options, env: { ...table.env, ...options.env } });
  return fn;
}

/** The descriptions of what the table holds, in order. */
function stored(): unknown[] {
  return table.items.toSorted((a, b) => (a.sk < b.sk ? -1 : 1)).map((item) => item.description);
}

/** The descriptions of what was printed as undelivered. */
function undelivered({ stderr }: LambdaFunction): unknown[] {
  return stderr
    .split("\n")
    .filter((line) => line.startsWith('{"undelivered"'))
    .map((line) => JSON.parse(line).record.description);
}

function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}

function lastAcknowledgement(): number {
  return table.acknowledgements.at(-1) ?? Number.NaN;
}

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const runtime = findAwsRuntimeClient() ? "aws-lambda-ric" : "own";

describe(`one invocation for each environment, under the runtime client '${runtime}'`, () => {
  async function invokeThrice(deployed: LambdaFunction): Promise<Invoked[]> {
    const invocations: Invoked[] = [];
    for (const label of ["a", "b", "c"]) {
      const invoked = await deployed.invoke({ events: 3, label });
      await invoked.free;
      await deployed.recycle();
      invocations.push(invoked);
    }
    return invocations;
  }

  it("loses events the article's way, with the answers all well", async () => {
    // Loopback connects in no time; a table is some way off.
    table.connectMs = 500;
    const invocations = await invokeThrice(deploy("article", { runtime }));

    expect(invocations.map(({ answer }) => answer.status)).toEqual(["ok", "ok", "ok"]);
    expect(table.items.length).toBeLessThan(9);
  });

  it("loses nothing with await: all is stored before the response", async () => {
    const invocations = await invokeThrice(deploy("await", { runtime }));

    expect(stored()).toEqual(["a", "a", "a", "b", "b", "b", "c", "c", "c"]);
    expect(lastAcknowledgement()).toBeLessThanOrEqual(invocations[2]?.respondedAt ?? 0);
  });

  it("loses nothing with after-response, and the response does not wait", async () => {
    const deployed = deploy("afterResponse", { runtime });
    const [first, second, third] = await invokeThrice(deployed);

    expect(deployed.extensions).toBe(1);
    expect(stored()).toEqual(["a", "a", "a", "b", "b", "b", "c", "c", "c"]);
    for (const [index, invoked] of [first, second, third].entries()) {
      expect(invoked?.respondedAt).toBeLessThan(table.acknowledgements[index] ?? 0);
    }
    expect(deployed.stderr).toBe("");
  });
});

describe("an environment that freezes between invocations", () => {
  it.each(["await", "afterResponse"] as const)("loses nothing over many: %s", async (bundle) => {
    const deployed = deploy(bundle);
    const labels = ["a", "b", "c", "d", "e"];

    for (const label of labels) await (await deployed.invoke({ label })).free;
    await deployed.recycle();

    expect(stored()).toEqual(labels);
    expect(table.connections).toBe(1);
  });

  it.each(["await", "afterResponse"] as const)(
    "survives a connection that died in the meantime: %s",
    async (bundle) => {
      const deployed = deploy(bundle);

      await (await deployed.invoke({ label: "before" })).free;
      table.dropConnections();
      await (await deployed.invoke({ label: "after" })).free;

      expect(stored()).toEqual(["before", "after"]);
      expect(undelivered(deployed)).toEqual([]);
    },
  );

  it("delivers with the next invocation what was recorded after the end of one", async () => {
    const deployed = deploy("await");

    await (await deployed.invoke({ label: "a", end: "late event" })).free;
    await (await deployed.invoke({ label: "b", workMs: 50 })).free;
    await deployed.recycle();

    expect(stored().toSorted()).toEqual(["a", "a, late", "b"]);
  });
});

describe("the handler under a runtime", () => {
  it("gets Lambda's context, and its result is the response", async () => {
    const { answer } = await deploy("await").invoke({ events: 0 });

    expect(answer).toEqual({
      status: "ok",
      body: JSON.stringify({
        recorded: 0,
        context: { functionName: "harness-function", waits: false, hasLogger: true },
      }),
    });
  });

  it.each(["await", "afterResponse"] as const)(
    "fails as it would without us, and what it throws is recorded once: %s",
    async (bundle) => {
      const deployed = deploy(bundle);

      const thrown = await deployed.invoke({ events: 0, label: "a", end: "throw" });
      const logged = await deployed.invoke({ events: 0, label: "b", end: "log and throw" });
      await logged.free;

      const answer = { status: "error", errorType: "RangeError" };
      expect(thrown.answer).toEqual({ ...answer, errorMessage: "no luck with a" });
      expect(logged.answer).toEqual({ ...answer, errorMessage: "no luck with b" });
      expect(stored()).toEqual(["no luck with a", "logged by the handler"]);
    },
  );

  it("has the ids of its own invocation on its events", async () => {
    const traceId = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";

    const { requestId } = await deploy("await").invoke({}, { traceId });

    expect(table.items).toMatchObject([
      { requestId, correlationId: "1-5759e988-bd862e3fe1be46a994272793" },
    ]);
  });
});

describe("a handler that never settles", () => {
  it.each(["await", "afterResponse"] as const)(
    "is recorded and flushed before its timeout: %s",
    async (bundle) => {
      const deployed = deploy(bundle);
      await (await deployed.invoke({ label: "warm" })).free;

      const { answer } = await deployed.invoke(
        { label: "a", end: "never, but busy" },
        { timeoutMs: 2_000 },
      );

      expect(answer).toEqual({ status: "timed out" });
      // A busy machine may take longer than the 300 ms that are left for the flush.
      const settled = [...stored(), ...undelivered(deployed)];
      expect(settled).toEqual(["warm", "a", expect.stringMatching(/^timed out after \d+ ms$/)]);
    },
  );

  it.each(["await", "afterResponse"] as const)(
    "fails at once when nothing is left to wait for, and the environment goes on: %s",
    async (bundle) => {
      const deployed = deploy(bundle);

      const never = await deployed.invoke({ label: "a", end: "never" });
      await never.free;
      const next = await deployed.invoke({ label: "b" });
      await next.free;

      expect(never.answer).toMatchObject({ status: "error", errorType: "NodeJsExit" });
      expect(next.answer.status).toBe("ok");
      expect(stored()).toEqual(["a", "b"]);
    },
  );
});

describe("a table that does not answer", () => {
  it.each(["await", "afterResponse"] as const)(
    "keeps nobody waiting beyond the timeout, and its events are printed: %s",
    async (bundle) => {
      const deployed = deploy(bundle, { timeoutMs: 1_500 });
      table.delayMs = Number.POSITIVE_INFINITY;

      const { answer, free } = await deployed.invoke({ label: "a" });
      await free;
      // The process is frozen now, so its output is complete once the pipe is read.
      await waitFor(() => undelivered(deployed).length > 0);

      expect(answer.status).toBe("ok");
      expect(stored()).toEqual([]);
      expect(undelivered(deployed)).toEqual(["a"]);
    },
  );
});

describe("where events cannot be delivered after the response", () => {
  it.each<[string, Deployed, Partial<FunctionOptions>]>([
    ["ten extensions are registered already", "afterResponse", { otherExtensions: 10 }],
    ["the registration is refused", "afterResponse", { registrationStatus: 500 }],
    ["CommonJS registers too late", "commonJs", { lateRegistration: true }],
    ["an environment serves many invocations", "afterResponse", { lanes: 2 }],
  ])("they are before it, which is said once: %s", async (_, bundle, options) => {
    const deployed = deploy(bundle, options);

    const acknowledgedBefore: boolean[] = [];
    for (const label of ["a", "b"]) {
      const { respondedAt } = await deployed.invoke({ label });
      acknowledgedBefore.push(lastAcknowledgement() <= respondedAt);
    }

    expect(deployed.extensions).toBe(0);
    expect(stored()).toEqual(["a", "b"]);
    expect(acknowledgedBefore).toEqual([true, true]);
    expect(countOf(deployed.stderr, FALLBACK)).toBe(1);
  });

  it("nothing is lost when CommonJS registers without waiting, in time or not", async () => {
    const deployed = deploy("commonJs");

    for (const label of ["a", "b"]) await (await deployed.invoke({ label })).free;
    await deployed.recycle();

    expect(stored()).toEqual(["a", "b"]);
  });
});

describe("the extension under a runtime", () => {
  it("is not used by a handler that asks for await", async () => {
    const deployed = deploy("afterResponse", { handler: "awaiting" });

    for (const label of ["a", "b"]) {
      const { respondedAt, free } = await deployed.invoke({ label });
      expect(lastAcknowledgement()).toBeLessThanOrEqual(respondedAt);
      await free;
    }

    expect(deployed.extensions).toBe(1);
    expect(stored()).toEqual(["a", "b"]);
  });

  it("is free at once when middleware keeps an invocation from the wrapped handler", async () => {
    const deployed = deploy("afterResponse", { handler: "shortCircuited" });

    // Waiting for this timeout would take longer than the test may.
    const skipped = await deployed.invoke({ skip: true }, { timeoutMs: 120_000 });
    await skipped.free;
    await (await deployed.invoke({ label: "a" })).free;

    expect(skipped.answer).toEqual({ status: "ok", body: '"skipped"' });
    expect(stored()).toEqual(["a"]);
  });

  it("asks again when its connection to Lambda breaks", async () => {
    const deployed = deploy("afterResponse", { droppedNexts: 2 });

    for (const label of ["a", "b"]) await (await deployed.invoke({ label })).free;
    await deployed.recycle();

    expect(stored()).toEqual(["a", "b"]);
  });

  it("has what is under way settled when the environment is shut down", async () => {
    const deployed = deploy("afterResponse");
    table.delayMs = 400;

    const invoked = deployed.invoke({ label: "a", end: "late event", lateMs: 50 });
    await waitFor(() => table.requests === 1);
    // What is recorded after the handler's end meets a table that has stopped answering.
    table.delayMs = Number.POSITIVE_INFINITY;
    await (await invoked).free;
    expect(stored()).toEqual(["a"]);
    table.delayMs = 0;
    table.dropConnections();
    await deployed.shutDown();

    expect([...stored(), ...undelivered(deployed)]).toEqual(["a", "a, late"]);
  });
});

describe("many invocations at once in one environment", () => {
  it("neither mix their events nor wait for one another", async () => {
    const deployed = deploy("await", { lanes: 3 });
    const invoke = (label: string, workMs: number) =>
      deployed.invoke({ events: 2, label, workMs }, { traceId: `Root=trace-of-${label}` });

    const [slow, quick, quicker] = await Promise.all([
      invoke("slow", 1_500),
      invoke("quick", 100),
      invoke("quicker", 0),
    ]);

    for (const [label, { requestId }] of Object.entries({ slow, quick, quicker })) {
      const own = table.items.filter((item) => item.requestId === requestId);
      expect(own).toHaveLength(2);
      for (const item of own) {
        expect(item).toMatchObject({ description: label, correlationId: `trace-of-${label}` });
      }
    }
    expect(quicker.respondedAt).toBeLessThan(slow.respondedAt);
    expect(quick.respondedAt).toBeLessThan(slow.respondedAt);
  });
});

describe("a response that is streamed", () => {
  it("is complete, and its events are delivered: await", async () => {
    const deployed = deploy("await", { handler: "streaming" });

    const invoked = await deployed.invoke({ label: "a", workMs: 100 });
    await invoked.free;
    await deployed.recycle();

    expect(invoked.answer).toEqual({ status: "ok", body: "first part, second part" });
    expect(invoked.firstByteMs).toBeLessThan(invoked.responseMs);
    expect(stored()).toEqual(["a"]);
  });

  it("leaves before its events are delivered: after-response", async () => {
    const deployed = deploy("afterResponse", { handler: "streaming" });

    const invoked = await deployed.invoke({ label: "a" });
    await invoked.free;

    expect(invoked.answer).toEqual({ status: "ok", body: "first part, second part" });
    expect(invoked.respondedAt).toBeLessThan(lastAcknowledgement());
    expect(stored()).toEqual(["a"]);
  });
});

describe("a function that is deployed wrongly", () => {
  it("says once that it has no table, does its business and prints its events", async () => {
    const deployed = deploy("await", { env: { EVENT_LOG_TABLE: "" } });

    const answers = [await deployed.invoke({ label: "a" }), await deployed.invoke({ label: "b" })];

    expect(answers.map(({ answer }) => answer.status)).toEqual(["ok", "ok"]);
    expect(countOf(deployed.stderr, "set EVENT_LOG_TABLE")).toBe(1);
    expect(undelivered(deployed)).toEqual(["a", "b"]);
  });

  it("does not start with a setting that cannot be used, and says which", async () => {
    const deployed = deploy("await", { env: { EVENT_LOG_SHARDS: "many" } });

    await expect(deployed.invoke()).rejects.toThrow(/EVENT_LOG_SHARDS.*received NaN/);
  });
});

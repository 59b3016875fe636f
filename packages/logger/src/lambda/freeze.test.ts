import { describe, expect, it, jest } from "@jest/globals";
import {
  undelivered,
  useDeployments,
  waitFor,
} from "@service-events/testing/lambda-harness/deployment";
import {
  findAwsRuntimeClient,
  type Invoked,
  type LambdaFunction,
} from "@service-events/testing/lambda-harness/lambda-function";

// Every test starts processes, functions are bundled first, and the machine may be busy.
jest.setTimeout(60_000);

const lambda = useDeployments(["article", "await", "afterResponse"]);
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
    lambda.table.connectMs = 500;
    const invocations = await invokeThrice(lambda.deploy("article", { runtime }));

    expect(invocations.map(({ answer }) => answer.status)).toEqual(["ok", "ok", "ok"]);
    expect(lambda.table.items.length).toBeLessThan(9);
  });

  it("loses nothing with await: all is stored before the response", async () => {
    const invocations = await invokeThrice(lambda.deploy("await", { runtime }));

    expect(lambda.stored()).toEqual(["a", "a", "a", "b", "b", "b", "c", "c", "c"]);
    expect(lambda.lastAcknowledgement()).toBeLessThanOrEqual(invocations[2]?.respondedAt ?? 0);
  });

  it("loses nothing with after-response, and the response does not wait", async () => {
    const deployed = lambda.deploy("afterResponse", { runtime });
    const [first, second, third] = await invokeThrice(deployed);

    expect(deployed.extensions).toBe(1);
    expect(lambda.stored()).toEqual(["a", "a", "a", "b", "b", "b", "c", "c", "c"]);
    for (const [index, invoked] of [first, second, third].entries()) {
      expect(invoked?.respondedAt).toBeLessThan(lambda.table.acknowledgements[index] ?? 0);
    }
    expect(deployed.stderr).toBe("");
  });
});

describe("an environment that freezes between invocations", () => {
  it.each(["await", "afterResponse"] as const)("loses nothing over many: %s", async (bundle) => {
    const deployed = lambda.deploy(bundle);
    const labels = ["a", "b", "c", "d", "e"];

    for (const label of labels) await (await deployed.invoke({ label })).free;
    await deployed.recycle();

    expect(lambda.stored()).toEqual(labels);
    expect(lambda.table.connections).toBe(1);
  });

  it.each(["await", "afterResponse"] as const)(
    "survives a connection that died in the meantime: %s",
    async (bundle) => {
      const deployed = lambda.deploy(bundle);

      await (await deployed.invoke({ label: "before" })).free;
      lambda.table.dropConnections();
      await (await deployed.invoke({ label: "after" })).free;

      expect(lambda.stored()).toEqual(["before", "after"]);
      expect(undelivered(deployed)).toEqual([]);
    },
  );

  it("delivers with the next invocation what was recorded after the end of one", async () => {
    const deployed = lambda.deploy("await");

    await (await deployed.invoke({ label: "a", end: "late event" })).free;
    await (await deployed.invoke({ label: "b", workMs: 50 })).free;
    await deployed.recycle();

    expect(lambda.stored().toSorted()).toEqual(["a", "a, late", "b"]);
  });
});

describe("a handler that never settles", () => {
  it.each(["await", "afterResponse"] as const)(
    "is recorded and flushed before its timeout: %s",
    async (bundle) => {
      const deployed = lambda.deploy(bundle);
      await (await deployed.invoke({ label: "warm" })).free;

      const { answer } = await deployed.invoke(
        { label: "a", end: "never, but busy" },
        { timeoutMs: 2_000 },
      );

      expect(answer).toEqual({ status: "timed out" });
      // A busy machine may take longer than the 300 ms that are left for the flush.
      const settled = [...lambda.stored(), ...undelivered(deployed)];
      expect(settled).toEqual(["warm", "a", expect.stringMatching(/^timed out after \d+ ms$/)]);
    },
  );

  it.each(["await", "afterResponse"] as const)(
    "fails at once when nothing is left to wait for, and the environment goes on: %s",
    async (bundle) => {
      const deployed = lambda.deploy(bundle);

      const never = await deployed.invoke({ label: "a", end: "never" });
      await never.free;
      const next = await deployed.invoke({ label: "b" });
      await next.free;

      expect(never.answer).toMatchObject({ status: "error", errorType: "NodeJsExit" });
      expect(next.answer.status).toBe("ok");
      expect(lambda.stored()).toEqual(["a", "b"]);
    },
  );
});

describe("a table that does not answer", () => {
  it.each(["await", "afterResponse"] as const)(
    "keeps nobody waiting beyond the timeout, and its events are printed: %s",
    async (bundle) => {
      const deployed = lambda.deploy(bundle, { timeoutMs: 1_500 });
      lambda.table.delayMs = Number.POSITIVE_INFINITY;

      const { answer, free } = await deployed.invoke({ label: "a" });
      await free;
      // The process is frozen now, so its output is complete once the pipe is read.
      await waitFor(() => undelivered(deployed).length > 0);

      expect(answer.status).toBe("ok");
      expect(lambda.stored()).toEqual([]);
      expect(undelivered(deployed)).toEqual(["a"]);
    },
  );
});

describe("a response that is streamed", () => {
  it("is complete, and its events are delivered: await", async () => {
    const deployed = lambda.deploy("await", { handler: "streaming" });

    const invoked = await deployed.invoke({ label: "a", workMs: 100 });
    await invoked.free;
    await deployed.recycle();

    expect(invoked.answer).toEqual({ status: "ok", body: "first part, second part" });
    expect(invoked.firstByteMs).toBeLessThan(invoked.responseMs);
    expect(lambda.stored()).toEqual(["a"]);
  });

  it("leaves before its events are delivered: after-response", async () => {
    const deployed = lambda.deploy("afterResponse", { handler: "streaming" });

    const invoked = await deployed.invoke({ label: "a" });
    await invoked.free;

    expect(invoked.answer).toEqual({ status: "ok", body: "first part, second part" });
    expect(invoked.respondedAt).toBeLessThan(lambda.lastAcknowledgement());
    expect(lambda.stored()).toEqual(["a"]);
  });
});

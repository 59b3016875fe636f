import { describe, expect, it, jest } from "@jest/globals";
import {
  countOf,
  type Deployable,
  undelivered,
  useDeployments,
  waitFor,
} from "@service-events/testing/lambda-harness/deployment";
import type { FunctionOptions } from "@service-events/testing/lambda-harness/lambda-function";

// Every test starts processes, functions are bundled first, and the machine may be busy.
jest.setTimeout(60_000);

const FALLBACK = "events are flushed before the response instead of after it";

const lambda = useDeployments(["await", "afterResponse", "commonJs"]);

describe("where events cannot be delivered after the response", () => {
  it.each<[string, Deployable, Partial<FunctionOptions>]>([
    ["ten extensions are registered already", "afterResponse", { otherExtensions: 10 }],
    ["the registration is refused", "afterResponse", { registrationStatus: 500 }],
    ["CommonJS registers too late", "commonJs", { lateRegistration: true }],
    ["an environment serves many invocations", "afterResponse", { lanes: 2 }],
  ])("they are before it, which is said once: %s", async (_, bundle, options) => {
    const deployed = lambda.deploy(bundle, options);

    const acknowledgedBefore: boolean[] = [];
    for (const label of ["a", "b"]) {
      const { respondedAt } = await deployed.invoke({ label });
      acknowledgedBefore.push(lambda.lastAcknowledgement() <= respondedAt);
    }

    expect(deployed.extensions).toBe(0);
    expect(lambda.stored()).toEqual(["a", "b"]);
    expect(acknowledgedBefore).toEqual([true, true]);
    expect(countOf(deployed.stderr, FALLBACK)).toBe(1);
  });

  it("nothing is lost when CommonJS registers without waiting, in time or not", async () => {
    const deployed = lambda.deploy("commonJs");

    for (const label of ["a", "b"]) await (await deployed.invoke({ label })).free;
    await deployed.recycle();

    expect(lambda.stored()).toEqual(["a", "b"]);
  });
});

describe("the start of a function", () => {
  it("opens the connection over which its first events go", async () => {
    const deployed = lambda.deploy("await");

    await deployed.invoke({ events: 0, workMs: 500 });
    expect(lambda.table.connections).toBe(1);
    await deployed.invoke({ label: "a" });

    expect(lambda.table.connections).toBe(1);
    expect(lambda.stored()).toEqual(["a"]);
  });

  it("does not wait for a connection that nobody accepts, and reports nothing", async () => {
    const deployed = lambda.deploy("await");
    lambda.table.connectMs = 60_000;

    await deployed.invoke({ events: 0 });
    lambda.table.connectMs = 0;
    await (await deployed.invoke({ label: "a" })).free;

    expect(lambda.stored()).toEqual(["a"]);
    expect(deployed.stderr).toBe("");
  });
});

describe("the extension under a runtime", () => {
  it("is not used by a handler that asks for await", async () => {
    const deployed = lambda.deploy("afterResponse", { handler: "awaiting" });

    for (const label of ["a", "b"]) {
      const { respondedAt, free } = await deployed.invoke({ label });
      expect(lambda.lastAcknowledgement()).toBeLessThanOrEqual(respondedAt);
      await free;
    }

    expect(deployed.extensions).toBe(1);
    expect(lambda.stored()).toEqual(["a", "b"]);
  });

  it("is free at once when middleware keeps an invocation from the wrapped handler", async () => {
    const deployed = lambda.deploy("afterResponse", { handler: "shortCircuited" });

    // Waiting for this timeout would take longer than the test may.
    const skipped = await deployed.invoke({ skip: true }, { timeoutMs: 120_000 });
    await skipped.free;
    await (await deployed.invoke({ label: "a" })).free;

    expect(skipped.answer).toEqual({ status: "ok", body: '"skipped"' });
    expect(lambda.stored()).toEqual(["a"]);
  });

  it("is free soon after middleware has answered for a handler that never settles", async () => {
    const deployed = lambda.deploy("afterResponse", { handler: "impatient" });

    // Waiting for this timeout would take longer than the test may.
    const answered = await deployed.invoke(
      { label: "a", end: "never, but busy" },
      { timeoutMs: 120_000 },
    );
    await answered.free;
    await (await deployed.invoke({ label: "b" })).free;

    expect(answered.answer).toEqual({ status: "ok", body: '"answered for it"' });
    expect(lambda.stored()).toEqual(["a", "b"]);
    expect(undelivered(deployed)).toEqual([]);
  });

  it.each(["handler", "awaiting"])(
    "waits once for a table that does not answer, not with every invocation (%s)",
    async (handler) => {
      const deployed = lambda.deploy("afterResponse", { handler });
      lambda.table.delayMs = Number.POSITIVE_INFINITY;
      const busyMs: number[] = [];
      for (let n = 0; n < 5; n++) {
        const invoked = await deployed.invoke({ label: `down ${n}` }, { timeoutMs: 3_500 });
        busyMs.push(Math.max(invoked.responseMs, await invoked.free));
      }
      const [first = 0, ...later] = busyMs;

      // At most one of them was a probe, which takes a second.
      expect(later.filter((ms) => ms > first / 2).length).toBeLessThanOrEqual(1);
      expect(undelivered(deployed)).toEqual([0, 1, 2, 3, 4].map((n) => `down ${n}`));
    },
  );

  it("asks again when its connection to Lambda breaks", async () => {
    const deployed = lambda.deploy("afterResponse", { droppedNexts: 2 });

    for (const label of ["a", "b"]) await (await deployed.invoke({ label })).free;
    await deployed.recycle();

    expect(lambda.stored()).toEqual(["a", "b"]);
  });

  it("has what is under way settled when the environment is shut down", async () => {
    const deployed = lambda.deploy("afterResponse");
    lambda.table.delayMs = 400;

    const invoked = deployed.invoke({ label: "a", end: "late event", lateMs: 50 });
    await waitFor(() => lambda.table.requests === 1);
    // What is recorded after the handler's end meets a table that has stopped answering.
    lambda.table.delayMs = Number.POSITIVE_INFINITY;
    await (await invoked).free;
    expect(lambda.stored()).toEqual(["a"]);
    lambda.table.delayMs = 0;
    lambda.table.dropConnections();
    await deployed.shutDown();

    expect([...lambda.stored(), ...undelivered(deployed)]).toEqual(["a", "a, late"]);
  });
});

describe("the handler under a runtime", () => {
  it("gets Lambda's context, and its result is the response", async () => {
    const { answer } = await lambda.deploy("await").invoke({ events: 0 });

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
      const deployed = lambda.deploy(bundle);

      const thrown = await deployed.invoke({ events: 0, label: "a", end: "throw" });
      const logged = await deployed.invoke({ events: 0, label: "b", end: "log and throw" });
      await logged.free;

      const answer = { status: "error", errorType: "RangeError" };
      expect(thrown.answer).toEqual({ ...answer, errorMessage: "no luck with a" });
      expect(logged.answer).toEqual({ ...answer, errorMessage: "no luck with b" });
      expect(lambda.stored()).toEqual(["no luck with a", "logged by the handler"]);
    },
  );

  it("has the ids of its own invocation on its events", async () => {
    const traceId = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";

    const { requestId } = await lambda.deploy("await").invoke({}, { traceId });

    expect(lambda.table.items).toMatchObject([
      { requestId, correlationId: "1-5759e988-bd862e3fe1be46a994272793" },
    ]);
  });
});

describe("many invocations at once in one environment", () => {
  it("neither mix their events nor wait for one another", async () => {
    const deployed = lambda.deploy("await", { lanes: 3 });
    const invoke = (label: string, workMs: number) =>
      deployed.invoke({ events: 2, label, workMs }, { traceId: `Root=trace-of-${label}` });

    const [slow, quick, quicker] = await Promise.all([
      invoke("slow", 1_500),
      invoke("quick", 100),
      invoke("quicker", 0),
    ]);

    for (const [label, { requestId }] of Object.entries({ slow, quick, quicker })) {
      const own = lambda.table.items.filter((item) => item.requestId === requestId);
      expect(own).toHaveLength(2);
      for (const item of own) {
        expect(item).toMatchObject({ description: label, correlationId: `trace-of-${label}` });
      }
    }
    expect(quicker.respondedAt).toBeLessThan(slow.respondedAt);
    expect(quick.respondedAt).toBeLessThan(slow.respondedAt);
  });
});

describe("a function that is deployed wrongly", () => {
  it("warns once that it has no table, keeps working and prints its events", async () => {
    const deployed = lambda.deploy("await", { env: { EVENT_LOG_TABLE: "" } });

    const answers = [await deployed.invoke({ label: "a" }), await deployed.invoke({ label: "b" })];

    expect(answers.map(({ answer }) => answer.status)).toEqual(["ok", "ok"]);
    expect(countOf(deployed.stderr, "set EVENT_LOG_TABLE")).toBe(1);
    expect(undelivered(deployed)).toEqual(["a", "b"]);
  });

  it("does not start with an invalid setting, and names it", async () => {
    const deployed = lambda.deploy("await", { env: { EVENT_LOG_SHARDS: "many" } });

    await expect(deployed.invoke()).rejects.toThrow(/EVENT_LOG_SHARDS.*received NaN/);
  });
});

import { expect, it } from "@jest/globals";
import { seededRandom } from "@service-events/testing/fault-proxy/random";
import { createCall } from "./call.js";
import type { Connection } from "./connection.js";

const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

/** A connection whose provider of credentials answers when the test says so. */
function connectionTo(credentials: () => Promise<typeof CREDENTIALS>): Connection {
  return {
    region: async () => "us-east-1",
    endpoint: async () => ({ protocol: "http:", hostname: "localhost", path: "/" }),
    credentials,
    post: async () => ({ status: 200, headers: {}, body: "{}" }),
  };
}

function callOver(connection: Connection) {
  return createCall(connection, {
    service: "dynamodb",
    target: "DynamoDB_20120810.BatchWriteItem",
    contentType: "application/x-amz-json-1.0",
  });
}

it("leaves with its signal while the provider of credentials hangs, which is asked once", async () => {
  let asked = 0;
  let answer = (_: typeof CREDENTIALS) => {};
  const call = callOver(
    connectionTo(() => {
      asked++;
      return new Promise((resolve) => {
        answer = resolve;
      });
    }),
  );
  const random = seededRandom(1);
  const controllers = Array.from({ length: 200 }, () => new AbortController());
  const outcomes = controllers.map(({ signal }) =>
    call("{}", signal).catch((error: Error) => error.message),
  );
  for (const controller of controllers) {
    setTimeout(() => controller.abort(new Error("no answer")), random() * 30);
  }
  expect(new Set(await Promise.all(outcomes))).toEqual(new Set(["no answer"]));
  expect(asked).toBe(1);

  const waiting = call("{}", new AbortController().signal);
  answer(CREDENTIALS);
  expect(await waiting).toBe("{}");
});

it("keeps nothing of the calls that have left", async () => {
  const call = callOver(connectionTo(() => new Promise(() => {})));
  const bodies: WeakRef<object>[] = [];

  async function leave(): Promise<void> {
    const controller = new AbortController();
    const body = Buffer.alloc(1_000_000);
    bodies.push(new WeakRef(body));
    const called = call(body, controller.signal).catch(() => {});
    controller.abort(new Error("no answer"));
    await called;
  }
  for (let n = 0; n < 20; n++) await leave();
  const { setFlagsFromString } = await import("node:v8");
  const { runInNewContext } = await import("node:vm");
  setFlagsFromString("--expose-gc");
  await new Promise((resolve) => setTimeout(resolve, 10));
  (runInNewContext("gc") as () => void)();

  // The last one may still be on the stack.
  expect(bodies.filter((body) => body.deref() !== undefined).length).toBeLessThanOrEqual(1);
});

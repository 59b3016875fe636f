import { getEventListeners, once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "@jest/globals";
import { withTimeout } from "./index.js";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Resolves with the reason once the signal aborts; nothing but the caller holds the signal until then. */
async function reasonOf(signal: AbortSignal): Promise<unknown> {
  if (!signal.aborted) await once(signal, "abort");
  return signal.reason;
}

it("times out after a garbage collection", async () => {
  const signal = withTimeout(new AbortController().signal, 200);
  // The end of a turn releases what only the turn has held.
  await setImmediate();
  collectGarbage();

  expect(await reasonOf(signal)).toMatchObject({ name: "TimeoutError" });
}, 5_000);

it("aborts with the reason of the other signal, and leaves no listener on it", async () => {
  const controller = new AbortController();
  const signal = withTimeout(controller.signal, 60_000);
  controller.abort("gone");

  expect(await reasonOf(signal)).toBe("gone");
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
});

it("leaves no listener on the other signal after a timeout", async () => {
  const { signal } = new AbortController();

  await reasonOf(withTimeout(signal, 1));
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

it("is aborted at once when the other signal is", () => {
  expect(withTimeout(AbortSignal.abort("gone"), 60_000).reason).toBe("gone");
});

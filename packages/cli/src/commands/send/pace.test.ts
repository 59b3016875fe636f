import { expect, it } from "@jest/globals";
import { systemClock } from "../../io.js";
import { createPace } from "./pace.js";

/** Waits by moving on at once. */
function testClock() {
  let now = 0;
  return {
    ...systemClock,
    now: () => now,
    wait: async (ms: number) => {
      now += ms;
    },
    pause: (ms: number) => {
      now += ms;
    },
  };
}

it("lets go so many events a second", async () => {
  const clock = testClock();
  const pace = createPace(1_000, clock, new AbortController().signal);

  for (const events of [100, 100, 1]) await pace.wait(events);

  expect(clock.now()).toBe(200);
});

it("does not catch up after a pause", async () => {
  const clock = testClock();
  const pace = createPace(1_000, clock, new AbortController().signal);
  await pace.wait(100);
  clock.pause(5_000);

  await pace.wait(100);
  await pace.wait(1);

  expect(clock.now()).toBe(5_100);
});

it("ends a wait with the signal's reason", async () => {
  const controller = new AbortController();
  const pace = createPace(1, systemClock, controller.signal);
  await pace.wait(1_000);

  const waiting = pace.wait(1);
  controller.abort(new Error("enough"));

  await expect(waiting).rejects.toThrow("enough");
});

import { expect, it } from "@jest/globals";
import { createPace } from "./pace.js";

it("lets go so many events a second, and no more after a pause", async () => {
  const pace = createPace(1_000, new AbortController().signal);
  const start = performance.now();

  await pace.wait(100);
  await pace.wait(100);
  await pace.wait(1);

  // Timers may be a ms early, and never are by more.
  expect(performance.now() - start).toBeGreaterThan(195);
});

it("ends a wait with the signal's reason", async () => {
  const controller = new AbortController();
  const pace = createPace(1, controller.signal);
  await pace.wait(1_000);

  const waiting = pace.wait(1);
  controller.abort(new Error("enough"));

  await expect(waiting).rejects.toThrow("enough");
});

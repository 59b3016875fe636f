import { expect, it } from "@jest/globals";
import { timeLeft } from "./time-left.js";

it.each([
  [100, 0.5, "estimating the time left"],
  [60_000, 0, "estimating the time left"],
  [10_000, 0.5, "10 s left"],
  [60_000, 0.1, "9 min left"],
  [3_600_000, 0.25, "3 h left"],
  [5_000, 1, "0 s left"],
])("after %d ms with %d done", (elapsed, share, text) => {
  expect(timeLeft(elapsed, share)).toBe(text);
});

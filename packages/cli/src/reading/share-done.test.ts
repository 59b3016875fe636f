import { expect, it } from "@jest/globals";
import { shareDone } from "./share-done.js";

const from = "2026-11-24T00:00:00.000000Z";
const to = "2026-11-24T10:00:00.000000Z";
const now = Date.parse("2026-11-24T20:00:00Z");

it.each([
  ["oldest", { from, to }, "2026-11-24T04:00:00.000000Z", 0.4],
  ["newest", { from, to }, "2026-11-24T04:00:00.000000Z", 0.6],
  ["oldest", { from }, "2026-11-24T05:00:00.000000Z", 0.25],
  ["newest", { to }, "2026-11-24T04:00:00.000000Z", 0],
  ["oldest", { from, to }, "2026-11-25T04:00:00.000000Z", 1],
  ["oldest", { from, to }, "no time", 0],
] as const)("%s first, in %j at %s", (order, range, at, share) => {
  expect(shareDone(range, order, at, now)).toBeCloseTo(share);
});

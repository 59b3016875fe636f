import { expect, it } from "@jest/globals";
import { retryAfterMs } from "./retry-after.js";

const now = Date.parse("2026-11-24T10:00:00Z");

it.each([
  ["seconds", { "retry-after": "3" }, 3_000],
  ["no seconds at all", { "retry-after": "0" }, 0],
  ["a date", { "retry-after": "Tue, 24 Nov 2026 10:00:05 GMT" }, 5_000],
  ["a date that has passed", { "retry-after": "Tue, 24 Nov 2026 09:00:00 GMT" }, 0],
  [
    "a date by a clock that is an hour ahead",
    { "retry-after": "Tue, 24 Nov 2026 11:00:05 GMT", date: "Tue, 24 Nov 2026 11:00:00 GMT" },
    5_000,
  ],
  ["nothing", {}, undefined],
  ["an empty text", { "retry-after": " " }, undefined],
  ["what is neither", { "retry-after": "soon" }, undefined],
  ["a negative number", { "retry-after": "-1" }, undefined],
])("reads %s", (_, headers, expected) => {
  expect(retryAfterMs(headers, now)).toBe(expected);
});

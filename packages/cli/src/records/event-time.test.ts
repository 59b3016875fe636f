import { expect, it } from "@jest/globals";
import { readEventTime } from "./event-time.js";

const now = Date.parse("2026-11-24T00:00:00Z");
const ms = Date.parse("2024-05-01T10:00:00.123Z");

it.each([
  ["2024-05-01T10:00:00.123456Z", { ms, micros: 456 }],
  ["2024-05-01 12:00:00.1234+02:00", { ms, micros: 400 }],
  ["2024-05-01T10:00:00.123", { ms, micros: 0 }],
  [ms, { ms, micros: 0 }],
  [ms / 1_000, { ms, micros: 0 }],
  [ms * 1_000 + 456, { ms, micros: 456 }],
  [String(ms * 1_000_000), { ms, micros: 0 }],
  ["1714557600.123", { ms, micros: 0 }],
])("reads %p", (value, expected) => {
  expect(readEventTime(value, now)).toEqual(expected);
});

it.each([
  [undefined],
  [null],
  [0],
  [-5],
  [Number.NaN],
  [1e30],
  ["yesterday"],
  ["2h"],
  ["05/01/2024"],
  ["1970-01-01T00:00:01Z"],
  ["2026-11-26"],
  [{}],
])("does not read %p", (value) => {
  expect(readEventTime(value, now)).toBeUndefined();
});

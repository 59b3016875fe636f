import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { findDifferences } from "./differences.js";

it("names every field that is not the same, and what each side says", () => {
  const log = { event: "A", payload: { amount: 12, tags: ["a"], gone: null }, userId: "u" };
  const file = {
    event: "A",
    payload: { amount: 13, tags: ["a", "b"] },
    userId: "u",
    level: "info",
  };

  expect(findDifferences(log, file)).toEqual([
    { field: "payload.amount", log: "12", file: "13" },
    { field: "payload.tags.1", file: '"b"' },
    { field: "payload.gone", log: "null" },
    { field: "level", file: '"info"' },
  ]);
});

it("tells a list from an object, and takes no inherited name for a field", () => {
  expect(findDifferences({ a: [] }, { a: {} })).toEqual([{ field: "a", log: "[]", file: "{}" }]);
  expect(findDifferences({}, JSON.parse('{"constructor":1}'))).toEqual([
    { field: "constructor", file: "1" },
  ]);
});

it("is bounded, however much differs", () => {
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`f${n}`, n]));
  const [long] = findDifferences({ a: "x".repeat(10_000) }, {});

  expect(findDifferences(many, {})).toHaveLength(5);
  expect(long?.log?.length).toBeLessThan(100);
});

it("finds none between a value and its copy", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const copy = JSON.parse(JSON.stringify(value));
      expect(findDifferences(JSON.parse(JSON.stringify(value)), copy)).toEqual([]);
    }),
  );
});

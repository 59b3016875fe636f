import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseQuery } from "../language/parse.js";
import { compareKeys, intersect, isEmpty, rangeAfter, timeRange } from "./range.js";

const now = Date.parse("2026-11-24T12:00:00Z");
const contains = (range: { from?: string; to?: string }, sk: string) =>
  (range.from === undefined || compareKeys(range.from, sk) <= 0) &&
  (range.to === undefined || compareKeys(sk, range.to) <= 0);

describe("compareKeys", () => {
  it("orders as DynamoDB does: by the bytes of UTF-8", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "b", "\uffff", "\ue000", "\u{1F600}", "\u{10FFFF}"),
    });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });
});

describe("rangeAfter", () => {
  const key = fc
    .tuple(
      fc.integer({ min: 0, max: 3 }),
      fc.string({ unit: fc.constantFrom(..."AZaz019_"), minLength: 1, maxLength: 3 }),
    )
    .map(([n, process]) => `2026-11-24T12:00:0${n}.000000Z#JOB#${process}`);

  it("excludes exactly the key and all keys before it", () => {
    fc.assert(
      fc.property(key, key, (last, other) => {
        const difference = compareKeys(other, last);

        expect(contains(rangeAfter({}, last, "newest"), other)).toBe(difference < 0);
        expect(contains(rangeAfter({}, last, "oldest"), other)).toBe(difference > 0);
      }),
    );
  });

  it("never widens the range", () => {
    const range = { from: "2026-11-24T12:00:01", to: "2026-11-24T12:00:02" };

    expect(rangeAfter(range, "2026-11-24T12:00:09#x", "newest").to).toBe(range.to);
    expect(rangeAfter(range, "2026-11-24T12:00:00#x", "oldest").from).toBe(range.from);
    expect(isEmpty(rangeAfter(range, "2026-11-24T12:00:00#x", "newest"))).toBe(true);
  });
});

describe("timeRange", () => {
  it("includes the earliest time and not the latest", () => {
    const range = timeRange(parseQuery("since:2026-11-24T10:00Z until:2026-11-24T11:00Z"), now);

    expect(contains(range, "2026-11-24T10:00:00.000000Z#A#p")).toBe(true);
    expect(contains(range, "2026-11-24T09:59:59.999999Z#A#p")).toBe(false);
    expect(contains(range, "2026-11-24T10:59:59.999999Z#Z#z")).toBe(true);
    expect(contains(range, "2026-11-24T11:00:00.000000Z#A#p")).toBe(false);
  });

  it("is open without since and until", () => {
    expect(timeRange(parseQuery(""), now)).toEqual({});
    expect(intersect({}, { from: "a" })).toEqual({ from: "a" });
    expect(isEmpty({})).toBe(false);
  });
});

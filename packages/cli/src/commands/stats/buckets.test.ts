import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { bucketLength, toBuckets } from "./buckets.js";

const HOUR = 3_600_000;
const start = Date.UTC(2026, 10, 24);

it("chooses lengths that people count in", () => {
  expect(bucketLength(start, start + HOUR)).toBe(5 * 60_000);
  expect(bucketLength(start, start + 24 * HOUR)).toBe(HOUR);
  expect(bucketLength(start, start + 30 * 24 * HOUR)).toBe(24 * HOUR);
});

it("counts each time in its bucket, and shows the gaps", () => {
  const counts = [
    [start, 2],
    [start + 24 * HOUR - 1, 3],
  ] as const;

  const buckets = toBuckets(counts, start, start + 24 * HOUR);

  expect(buckets).toHaveLength(24);
  expect(buckets.at(0)).toEqual({ at: start, count: 2 });
  expect(buckets.at(1)?.count).toBe(0);
  expect(buckets.at(-1)?.count).toBe(3);
});

it("never has more bars than a screen has lines, and loses no count within the range", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 * 365 * 24 * HOUR }),
      fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 20 }),
      (length, shares) => {
        const counts = shares.map((share) => [start + share * length, 1] as const);

        const buckets = toBuckets(counts, start, start + length);

        expect(buckets.length).toBeLessThanOrEqual(32);
        expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(counts.length);
      },
    ),
  );
});

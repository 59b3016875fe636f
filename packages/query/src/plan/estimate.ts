import { timeOfSortKey } from "@service-events/schema";
import { priceOf } from "./price.js";
import type { KeyRange } from "./range.js";

/** What a read is expected to take. */
export interface Estimate {
  /** Items that DynamoDB will read. */
  items: number;
  /** Read units. */
  units: number;
  /** Their price in US dollars, on demand in us-east-1. */
  usd: number;
}

/** What a small look into one partition found, from one end of the time of the query on. */
export interface Sample {
  /** The sort keys of all items that were read, in order. */
  keys: readonly string[];
  /** How many of them the query asks for. */
  matching: number;
  units: number;
  /** Whether the partition holds no more in that time. */
  isAll: boolean;
}

/** An eventually consistent read of up to 4 KB: no Query takes less. */
const LEAST_UNITS = 0.5;

/**
 * Extrapolates from samples to all partitions of a plan.
 *
 * @param now In ms; where a range without an end is taken to end.
 * @returns What a page takes, and what all events do unless nothing says how far back they go.
 */
export function estimateRead(
  samples: readonly Sample[],
  plan: { partitions: number; limit: number; range: KeyRange; now: number },
): { page: Estimate; all?: Estimate } {
  const looked = sum(samples, ({ keys }) => keys.length);
  const unitsPerItem = looked === 0 ? 0 : sum(samples, ({ units }) => units) / looked;
  const estimate = (items: number): Estimate => {
    const units = Math.max(items * unitsPerItem, plan.partitions * LEAST_UNITS);
    const rounded = Math.ceil(units * 2) / 2;
    return { items, units: rounded, usd: priceOf(rounded) };
  };
  // Where nothing matched, one match in twice the look is as good a guess as any.
  const share =
    looked === 0
      ? 1
      : Math.max(
          sum(samples, ({ matching }) => matching),
          0.5,
        ) / looked;
  const page = Math.ceil(plan.limit / share);
  const totals = samples.map((sample) => totalOf(sample, plan.range, plan.now));
  const known = totals.filter((total) => total !== undefined);
  if (known.length < totals.length) return { page: estimate(page) };
  const perPartition = samples.length === 0 ? 0 : sum(known, (total) => total) / samples.length;
  const all = Math.round(perPartition * plan.partitions);
  return { page: estimate(Math.min(page, all)), all: estimate(all) };
}

/** How many items a partition holds in a range, if they lie as close everywhere as in the sample. */
function totalOf(sample: Sample, range: KeyRange, now: number): number | undefined {
  const { keys, isAll } = sample;
  if (isAll) return keys.length;
  if (range.from === undefined) return undefined;
  const span = Math.abs(timeOf(keys.at(-1)) - timeOf(keys[0]));
  const end = range.to === undefined ? now : timeOf(range.to);
  const whole = end - timeOf(range.from);
  if (!(span > 0) || !(whole > 0)) return undefined;
  return Math.max(keys.length, (keys.length * whole) / span);
}

function timeOf(key = ""): number {
  return Date.parse(timeOfSortKey(key));
}

function sum<Element>(elements: readonly Element[], numberOf: (element: Element) => number) {
  return elements.reduce((total, element) => total + numberOf(element), 0);
}

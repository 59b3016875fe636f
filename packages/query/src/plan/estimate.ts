import { timeOfSortKey } from "@service-events/schema";
import { priceOf } from "./price.js";
import type { KeyRange } from "./range.js";

/** The expected cost of a read. */
export interface Estimate {
  /** Items that DynamoDB will read. */
  items: number;
  /** Read units. */
  units: number;
  /** Their price in US dollars, on demand in us-east-1. */
  usd: number;
}

/** A sample of one partition, from one end of the query's time range. */
export interface Sample {
  /** The sort keys of all items that were read, in order. */
  keys: readonly string[];
  /** How many of them match the query. */
  matching: number;
  units: number;
  /** Whether the partition has no more items in that range. */
  isAll: boolean;
}

/** An eventually consistent read of up to 4 KB: the minimum of a Query. */
const LEAST_UNITS = 0.5;

/**
 * Extrapolates from samples to all partitions of a plan.
 *
 * @param now In ms; the end of a range without one.
 * @returns The cost of a page, and of all events unless it is unknown how far back they go.
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
  // If nothing matched, guess one match in twice the sample.
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

/** How many items a partition has in a range, if they are as dense everywhere as in the sample. */
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

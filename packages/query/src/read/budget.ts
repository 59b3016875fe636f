/** The limits of one read. It stops at whichever it reaches first, and reports which. */
export interface Budget {
  /** Items that DynamoDB reads, including those that a filter drops. */
  items?: number;
  /** Read units. */
  units?: number;
  /** Time in ms. */
  ms?: number;
}

/** What a read cost. */
export type ReadCost = Required<Budget>;

/**
 * Adds the costs of two reads.
 *
 * @example
 * addCost({ items: 10, units: 1, ms: 4 }, { items: 5, units: 1, ms: 6 }); // { items: 15, units: 2, ms: 10 }
 */
export function addCost(a: ReadCost, b: ReadCost): ReadCost {
  return { items: a.items + b.items, units: a.units + b.units, ms: a.ms + b.ms };
}

/** The default limits of one read, about $0.0006 on demand. */
export const DEFAULT_BUDGET: ReadCost = { items: 50_000, units: 5_000, ms: 10_000 };

/** For reads that end when the caller stops. */
export const UNLIMITED: ReadCost = { items: Infinity, units: Infinity, ms: Infinity };

/** Measures a read against its budget. */
export interface Meter {
  add(cost: { scanned: number; units: number }): void;
  /** Items that may still be read. */
  readonly itemsLeft: number;
  /** The limit that was reached, if any. */
  readonly exhausted: keyof Budget | undefined;
  /** What the read has cost so far. */
  readonly cost: ReadCost;
}

/**
 * Starts to measure.
 *
 * @throws RangeError when a part of the budget is not above 0.
 */
export function startMeter(budget: Budget = {}): Meter {
  const most: ReadCost = { ...DEFAULT_BUDGET, ...withoutUndefined(budget) };
  for (const [name, value] of Object.entries(most)) {
    if (typeof value === "number" && value > 0) continue;
    throw new RangeError(`budget.${name} must be a number above 0, received ${String(value)}`);
  }
  const start = performance.now();
  const taken = { items: 0, units: 0 };
  const cost = () => ({ ...taken, ms: performance.now() - start });
  return {
    add({ scanned, units }) {
      taken.items += scanned;
      taken.units += units;
    },
    get itemsLeft() {
      return Math.max(most.items - taken.items, 0);
    },
    get exhausted() {
      const now = cost();
      return (["items", "units", "ms"] as const).find((name) => now[name] >= most[name]);
    },
    get cost() {
      return cost();
    },
  };
}

function withoutUndefined(budget: Budget): Budget {
  return Object.fromEntries(Object.entries(budget).filter(([, value]) => value !== undefined));
}

/** How much one read may take; it stops at whichever it reaches first, and says so. */
export interface Budget {
  /** Items that DynamoDB reads, those that a filter drops included. */
  items?: number;
  /** Read units. */
  units?: number;
  /** Time in ms. */
  ms?: number;
}

/** What a read took. */
export type ReadCost = Required<Budget>;

/**
 * Adds what two reads took.
 *
 * @example
 * addCost({ items: 10, units: 1, ms: 4 }, { items: 5, units: 1, ms: 6 }); // { items: 15, units: 2, ms: 10 }
 */
export function addCost(a: ReadCost, b: ReadCost): ReadCost {
  return { items: a.items + b.items, units: a.units + b.units, ms: a.ms + b.ms };
}

/** What one read may take unless told otherwise: at on-demand prices about a fifteenth of a cent. */
export const DEFAULT_BUDGET: ReadCost = { items: 50_000, units: 5_000, ms: 10_000 };

/** For reads that end when their caller stops. */
export const UNLIMITED: ReadCost = { items: Infinity, units: Infinity, ms: Infinity };

/** Counts what a read takes against what it may take. */
export interface Meter {
  add(cost: { scanned: number; units: number }): void;
  /** Items that may still be read. */
  readonly itemsLeft: number;
  /** What is used up; nothing while all of it lasts. */
  readonly exhausted: keyof Budget | undefined;
  /** What was taken so far. */
  readonly cost: ReadCost;
}

/**
 * Starts to count.
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

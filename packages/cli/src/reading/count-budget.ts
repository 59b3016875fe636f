import { type Budget, DEFAULT_BUDGET } from "@service-events/query";

/** The limits of a count: `--max-units` alone; items and time do not end it. */
export function countBudget(units: number = DEFAULT_BUDGET.units): Budget {
  return { units, items: Number.POSITIVE_INFINITY, ms: Number.POSITIVE_INFINITY };
}

/** What the page may take: a figure, and how much of it at most, or at least. */
export interface Budget {
  what: string;
  unit?: string;
  atMost?: number;
  atLeast?: number;
}

export const BUDGETS = {
  script: { what: "initial script, gzip", unit: "kB", atMost: 60 },
  styles: { what: "styles, gzip", unit: "kB", atMost: 12 },
  firstPage: { what: "first page of events, as sent", unit: "kB", atMost: 40 },
  foreign: { what: "requests to other sites", atMost: 0 },
  nodes: { what: "DOM nodes, at most", atMost: 1_500 },
  desktop: { what: "Lighthouse performance, desktop", atLeast: 95 },
  mobile: { what: "Lighthouse performance, mobile", atLeast: 85 },
  accessibility: { what: "Lighthouse accessibility, the lesser", atLeast: 100 },
  paint: { what: "largest contentful paint, desktop", unit: "ms", atMost: 1_500 },
  shift: { what: "cumulative layout shift, the greater", atMost: 0.02 },
  interaction: { what: "interaction to next paint under the tail", unit: "ms", atMost: 100 },
  heap: { what: "heap growth over the tail", unit: "MB", atMost: 5 },
} as const satisfies Record<string, Budget>;

export type BudgetName = keyof typeof BUDGETS;

/** What one run of a measurement has found. */
export type Figures = Partial<Record<BudgetName, number>>;

/** The rows of the table: each budget that was measured, the best of its runs, and all of them. */
export function judge(runs: readonly Figures[]): string[][] {
  return Object.entries<Budget>(BUDGETS).flatMap(([name, budget]) => {
    const found = runs.flatMap((run) => run[name as BudgetName] ?? []);
    if (found.length === 0) return [];
    const best = budget.atLeast === undefined ? Math.min(...found) : Math.max(...found);
    const verdict = isKept(budget, best) ? "kept" : "**missed**";
    return [
      [budget.what, limitOf(budget), print(best, budget), verdict, found.map(short).join(", ")],
    ];
  });
}

function isKept({ atMost = Infinity, atLeast = -Infinity }: Budget, value: number): boolean {
  return value <= atMost && value >= atLeast;
}

function limitOf(budget: Budget): string {
  const { atMost, atLeast = 0 } = budget;
  return atMost === undefined ? `≥ ${print(atLeast, budget)}` : `≤ ${print(atMost, budget)}`;
}

function print(value: number, { unit = "" }: Budget): string {
  return `${short(value)} ${unit}`.trim();
}

function short(value: number): string {
  const digits = Math.abs(value) < 1 ? 3 : 1;
  return value.toLocaleString("en-US", { maximumFractionDigits: value >= 100 ? 0 : digits });
}

import { TTL_ATTRIBUTE, timeOfSortKey } from "@service-events/schema";
import type { FieldName, Query } from "../language/query.js";
import type { LogContext } from "../log-context.js";
import type { Plan } from "../plan/plan.js";
import { type Budget, type ReadCost, startMeter } from "./budget.js";
import { openReader } from "./reader.js";
import { COUNT_KEYS, type CountBy, type CountGroup, createTally, weightOf } from "./tally.js";

/** How to count. */
export interface CountOptions<By extends CountBy = CountBy> {
  /** What to group by. Several keys cost no more than one: the events are read once. */
  by?: readonly By[];
  /** The limits of the whole count. Default: 50,000 items, 5,000 read units and 10,000 ms. */
  budget?: Budget;
  signal?: AbortSignal;
}

/** How many events match a query. */
export interface Count<By extends CountBy = CountBy> {
  /** Events that happened: where a type is sampled and one of ten is kept, that one counts as ten. */
  total: number;
  /** Events that are stored. */
  stored: number;
  /** Groups by each key that was asked for. Times are in order, without empty ones; others have the largest count first. */
  groups: Record<By, CountGroup[]>;
  /** Whether all events were counted. If not, those since `reached` were. */
  complete: boolean;
  stopped: "end" | keyof Budget;
  /** The time back to which events were counted; missing when complete. */
  reached?: string;
  plan: Plan;
  read: ReadCost;
}

/** Attributes that counting reads, and those that it reads for terms about a field. */
const COUNTED = ["pk", "sk", "origin", "event", "level", "createdAt", "weight", TTL_ATTRIBUTE];
const NEEDED: Readonly<Partial<Record<FieldName, readonly string[]>>> = {
  user: ["userId"],
  request: ["requestId"],
  correlation: ["correlationId"],
  environment: ["environment"],
  error: ["error"],
  payload: ["payload", "payloadGz"],
  text: ["description"],
};

/** Counts from the newest event back, until the budget is used up. */
export async function countEvents<By extends CountBy = never>(
  log: LogContext,
  query: Query,
  { by = [], budget, signal }: CountOptions<By> = {},
): Promise<Count<By>> {
  assertKeys(by);
  const meter = startMeter(budget);
  const needed = query.terms.flatMap(({ field }) => NEEDED[field] ?? []);
  const reader = await openReader(log, query, meter, {
    order: "newest",
    now: log.now(),
    wanted: Number.POSITIVE_INFINITY,
    attributes: [...new Set([...COUNTED, ...needed])],
    signal,
  });
  const tallies = by.map((key) => [key, createTally(key)] as const);
  let total = 0;
  let stored = 0;
  let stopped: Count["stopped"] | undefined;
  while (!stopped) {
    for (let event = reader.take(); event; event = reader.take()) {
      for (const [, tally] of tallies) tally.add(event);
      total += weightOf(event);
      stored += 1;
    }
    stopped = await reader.advance(meter);
  }
  const complete = stopped === "end";
  return {
    total,
    stored,
    groups: Object.fromEntries(tallies.map(([key, tally]) => [key, tally.groups()])) as Record<
      By,
      CountGroup[]
    >,
    complete,
    stopped,
    ...(!complete && { reached: timeOfSortKey(reader.position) }),
    plan: reader.plan,
    read: meter.cost,
  };
}

function assertKeys(keys: readonly unknown[]): void {
  for (const key of keys) {
    if (COUNT_KEYS.some((known) => known === key)) continue;
    throw new TypeError(`by must list ${COUNT_KEYS.join(", ")}; received '${String(key)}'`);
  }
}

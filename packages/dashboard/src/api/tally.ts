import type { Budget, Page, Plan, Query, ReadCost, StoredEvent } from "@service-events/query";
import type { CountAnswer, CountGroup, CountKey } from "./answers.js";
import { addCosts, type Reading } from "./reading.js";

/** How far a look at all events of a query went. */
export interface Look {
  complete: boolean;
  stopped: Page["stopped"];
  plan: Plan;
  read: ReadCost;
  /** The time of the oldest event that was seen, unless all were. */
  reached?: string;
}

const PAGE = 1_000;
/** A budget is checked between pages, so each of them may take a part of it only. */
const PAGES_A_BUDGET = 4;

/** Looks at the events of a query from the newest back, as far as the budget of one answer goes. */
export async function lookThrough(
  { log, meters, caller, signal }: Reading,
  query: Query,
  see: (event: StoredEvent) => void,
): Promise<Look> {
  const { budget, settle } = meters.reserve(caller);
  let read: ReadCost = { items: 0, units: 0, ms: 0 };
  let reached: string | undefined;
  const share = scale(budget, 1 / PAGES_A_BUDGET);
  try {
    for await (const page of log.pages(query, { limit: PAGE, budget: share, signal })) {
      page.events.forEach(see);
      read = addCosts(read, page.read);
      reached = page.events.at(-1)?.createdAt ?? reached;
      const { complete, plan } = page;
      if (complete) return { complete, stopped: "end", plan, read };
      const stopped = exhausted(read, budget);
      if (stopped) return { complete, stopped, plan, read, ...(reached && { reached }) };
    }
    throw new Error("a read without an end");
  } finally {
    settle(read.units);
  }
}

function scale({ items, units, ms }: ReadCost, factor: number): ReadCost {
  return { items: Math.ceil(items * factor), units: units * factor, ms: ms * factor };
}

function exhausted(read: ReadCost, budget: ReadCost): keyof Budget | undefined {
  return (["items", "units", "ms"] as const).find((name) => read[name] >= budget[name]);
}

/** Counts events by one thing. An event that stands for several, because its type is sampled, counts as so many. */
export interface Tally {
  add(event: StoredEvent): void;
  answer(): CountAnswer;
}

/** How much of `createdAt` names the time of a group, and what ends it. */
const TIMES: ReadonlyMap<CountKey, readonly [length: number, end: string]> = new Map([
  ["minute", [16, "Z"]],
  ["hour", [13, ":00Z"]],
  ["day", [10, ""]],
]);

export function createTally(by: CountKey): Tally {
  // Maps, since types and origins are anything that a writer writes.
  const groups = new Map<string | null, { count: number; levels: Map<string, number> }>();
  const time = TIMES.get(by);
  let total = 0;
  let stored = 0;
  return {
    add(event) {
      const { weight = 1, level = "none" } = event;
      const key = time ? `${event.createdAt.slice(0, time[0])}${time[1]}` : keyOf(event, by);
      const group = groups.get(key) ?? { count: 0, levels: new Map() };
      group.count += weight;
      group.levels.set(level, (group.levels.get(level) ?? 0) + weight);
      groups.set(key, group);
      total += weight;
      stored += 1;
    },
    answer() {
      const all = [...groups].map(
        ([key, { count, levels }]): CountGroup => ({
          key,
          count,
          ...(time && { levels: Object.fromEntries(levels) }),
        }),
      );
      return { total, stored, groups: all.sort(time ? byKey : byCount) };
    },
  };
}

function keyOf(event: StoredEvent, by: CountKey): string | null {
  if (by === "level") return event.level ?? null;
  return by === "event" ? event.event : event.origin;
}

function byKey(a: CountGroup, b: CountGroup): number {
  return (a.key ?? "") < (b.key ?? "") ? -1 : 1;
}

function byCount(a: CountGroup, b: CountGroup): number {
  return b.count - a.count || byKey(a, b);
}

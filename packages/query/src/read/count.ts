import { TTL_ATTRIBUTE } from "@service-events/schema";
import type { FieldName, Query } from "../language/query.js";
import type { LogContext } from "../log-context.js";
import type { Plan } from "../plan/plan.js";
import { compareKeys } from "../plan/range.js";
import { type Budget, type ReadCost, startMeter } from "./budget.js";
import { openReader } from "./reader.js";
import type { StoredEvent } from "./record.js";

/** What events are counted by. Days, hours and minutes are those of UTC. */
export type CountBy = "minute" | "hour" | "day" | "event" | "origin" | "level";

/** How to count. */
export interface CountOptions {
  /** Without it, only the total is counted. */
  by?: CountBy;
  /** What counting may take in all. */
  budget?: Budget;
  signal?: AbortSignal;
}

/** How many events a query asks for. */
export interface Count {
  /** Events that happened: one that was kept of ten, because its type is sampled, counts ten times here and in groups. */
  total: number;
  /** Events that are stored. */
  stored: number;
  /**
   * By time: the start of each, such as `2026-11-24T02:00Z`, earliest first; those without events are left out. By anything
   * else: the largest first. The key is `null` for events without a level.
   */
  groups: { key: string | null; count: number }[];
  /** Whether everything was counted. If not, the events since `reached` were, and none before. */
  complete: boolean;
  stopped: "end" | keyof Budget;
  /** The sort key, which begins with a time, down to which was counted; missing when complete. */
  reached?: string;
  plan: Plan;
  read: ReadCost;
}

/** How much of `createdAt` names the time of a group, and what ends it. */
const TIMES: ReadonlyMap<CountBy, readonly [length: number, end: string]> = new Map([
  ["day", [10, ""]],
  ["hour", [13, ":00Z"]],
  ["minute", [16, "Z"]],
]);

const KEYS: readonly CountBy[] = ["minute", "hour", "day", "event", "origin", "level"];

/** Attributes that counting needs, and those that each field of a query needs beside them. */
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

/** Counts from the newest event back, as far as the budget goes. */
export async function countEvents(
  log: LogContext,
  query: Query,
  { by, budget, signal }: CountOptions = {},
): Promise<Count> {
  if (by !== undefined && !KEYS.includes(by)) {
    throw new TypeError(`by must be one of ${KEYS.join(", ")}, received '${String(by)}'`);
  }
  const meter = startMeter(budget);
  const needed = query.terms.flatMap(({ field }) => NEEDED[field] ?? []);
  const reader = await openReader(log, query, meter, {
    order: "newest",
    now: log.now(),
    wanted: Number.POSITIVE_INFINITY,
    attributes: [...new Set([...COUNTED, ...needed])],
    signal,
  });
  const counts = new Map<string | null, number>();
  let stored = 0;
  let stopped: Count["stopped"] | undefined;
  while (!stopped) {
    for (let event = reader.take(); event; event = reader.take()) {
      const key = by ? keyOf(event, by) : null;
      counts.set(key, (counts.get(key) ?? 0) + (event.weight ?? 1));
      stored += 1;
    }
    stopped = await reader.advance(meter);
  }
  const groups = [...counts].map(([key, count]) => ({ key, count }));
  const complete = stopped === "end";
  return {
    total: groups.reduce((sum, { count }) => sum + count, 0),
    stored,
    groups: by ? sortGroups(groups, by) : [],
    complete,
    stopped,
    ...(!complete && { reached: reader.position }),
    plan: reader.plan,
    read: meter.cost,
  };
}

function keyOf(event: StoredEvent, by: CountBy): string | null {
  const time = TIMES.get(by);
  if (time) return `${event.createdAt.slice(0, time[0])}${time[1]}`;
  if (by === "level") return event.level ?? null;
  return by === "event" ? event.event : event.origin;
}

function sortGroups(groups: Count["groups"], by: CountBy): Count["groups"] {
  const byKey = (a: string | null, b: string | null) => compareKeys(a ?? "", b ?? "");
  if (TIMES.has(by)) return groups.sort((a, b) => byKey(a.key, b.key));
  return groups.sort((a, b) => b.count - a.count || byKey(a.key, b.key));
}

import { compareKeys } from "../plan/range.js";
import type { StoredEvent } from "./record.js";

/** What events can be grouped by; `type` is one event of one origin, with the key `{origin}#{event}`. */
export type CountBy = "minute" | "hour" | "day" | "event" | "origin" | "level" | "type";

/** Events that share a key. */
export interface CountGroup {
  /** The start of a time such as `2026-11-24T02:00Z`, or a name; `null` for events without a level. */
  key: string | null;
  /** Events that happened; see `Count.total`. */
  count: number;
  /** The count of each level, the newest event's first; `none` counts events without one. */
  levels: Record<string, number>;
  /** The time of the newest event. */
  newest: string;
}

/** Counts events by one thing. Add events from newest to oldest. */
export interface Tally {
  add(event: StoredEvent): void;
  groups(): CountGroup[];
}

/** How many characters of `createdAt` name the time of a group, and what completes them. */
const TIMES: ReadonlyMap<CountBy, readonly [length: number, end: string]> = new Map([
  ["day", [10, ""]],
  ["hour", [13, ":00Z"]],
  ["minute", [16, "Z"]],
]);

export const COUNT_KEYS: readonly CountBy[] = [
  "minute",
  "hour",
  "day",
  "event",
  "origin",
  "level",
  "type",
];

/** Starts to count by one thing. Times are listed in order, anything else with the largest count first. */
export function createTally(by: CountBy): Tally {
  // Maps, because writers choose the names of types, origins and levels.
  const groups = new Map<
    string | null,
    { count: number; levels: Map<string, number>; newest: string }
  >();
  return {
    add(event) {
      const { level = "none", createdAt } = event;
      const weight = weightOf(event);
      const key = keyOf(event, by);
      const group = groups.get(key) ?? { count: 0, levels: new Map(), newest: createdAt };
      group.count += weight;
      group.levels.set(level, (group.levels.get(level) ?? 0) + weight);
      groups.set(key, group);
    },
    groups() {
      return [...groups]
        .map(([key, group]) => ({ key, ...group, levels: Object.fromEntries(group.levels) }))
        .sort(TIMES.has(by) ? byKey : byCount);
    },
  };
}

/** How many events one stands for: 10 when one of ten is kept. Foreign writers may have stored anything. */
export function weightOf({ weight }: StoredEvent): number {
  return typeof weight === "number" && weight > 0 ? weight : 1;
}

function keyOf(event: StoredEvent, by: CountBy): string | null {
  const time = TIMES.get(by);
  if (time) return `${event.createdAt.slice(0, time[0])}${time[1]}`;
  if (by === "type") return `${event.origin}#${event.event}`;
  if (by === "level") return event.level ?? null;
  return by === "event" ? event.event : event.origin;
}

function byKey(a: CountGroup, b: CountGroup): number {
  return compareKeys(a.key ?? "", b.key ?? "");
}

function byCount(a: CountGroup, b: CountGroup): number {
  return b.count - a.count || byKey(a, b);
}

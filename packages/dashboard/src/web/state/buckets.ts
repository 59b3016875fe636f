import type { CountGroup } from "../../api/answers.js";

/** Bar widths of the histogram, in ms. */
export const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

export type Unit = keyof typeof UNIT_MS;

/** Levels within a bar, from the bottom up. */
export const BANDS = ["other", "warn", "error"] as const;

export type Band = (typeof BANDS)[number];

/** One bar: a time range and its counts. */
export interface Bucket {
  /** In ms. */
  start: number;
  end: number;
  total: number;
  bands: Record<Band, number>;
}

/** The most bars that can still be seen and hit. */
const MAX_BARS = 240;

/** The smallest unit that keeps a range within the most bars. */
export function unitFor(range: { from: number; to: number }): Unit {
  const length = range.to - range.from;
  if (length <= 3 * UNIT_MS.hour) return "minute";
  return length <= 8 * UNIT_MS.day ? "hour" : "day";
}

/** Bars for the whole range, those without events included; of too many, the latest. */
export function toBuckets(
  range: { from: number; to: number },
  unit: Unit,
  groups: readonly CountGroup[],
): Bucket[] {
  const size = UNIT_MS[unit];
  const counted = new Map(groups.map((group) => [Date.parse(group.key ?? ""), group]));
  const first = range.from > 0 ? range.from : Math.min(...counted.keys(), range.to);
  const last = Math.floor((range.to - 1) / size) * size;
  const start = Math.max(Math.floor(first / size) * size, last - (MAX_BARS - 1) * size);
  const buckets: Bucket[] = [];
  for (let at = start; at <= last; at += size) buckets.push(toBucket(at, size, counted.get(at)));
  return buckets;
}

function toBucket(start: number, size: number, group: CountGroup | undefined): Bucket {
  const total = group?.count ?? 0;
  const { error = 0, warn = 0 } = group?.levels ?? {};
  const bands = { error, warn, other: Math.max(total - error - warn, 0) };
  return { start, end: start + size, total, bands };
}

/** A round number for the top of a scale. */
export function niceTop(most: number): number {
  if (most <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = Math.ceil(most / power);
  return step * power;
}

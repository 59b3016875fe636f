import type { KeyRange, Order } from "@service-events/query";
import { timeOfSortKey } from "@service-events/schema";

/**
 * The share of a time range, from 0 to 1, that a read in order has covered when it reaches an event; 0 if the range has no
 * start.
 *
 * @param now In ms; where a range without an end ends.
 */
export function shareDone(range: KeyRange, order: Order, createdAt: string, now: number): number {
  const from = toMs(range.from);
  const to = toMs(range.to) ?? now;
  const at = toMs(createdAt);
  if (from === undefined || at === undefined || to <= from) return 0;
  const share = (order === "oldest" ? at - from : to - at) / (to - from);
  return Math.min(Math.max(share, 0), 1);
}

/** The time of a sort key, in ms. */
function toMs(key: string | undefined): number | undefined {
  const time = key === undefined ? Number.NaN : Date.parse(timeOfSortKey(key));
  return Number.isNaN(time) ? undefined : time;
}

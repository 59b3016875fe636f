import type { FlushOptions } from "./event-writer.js";

/** How long a flush takes at most, in ms, unless it is told otherwise. */
const FLUSH_MS = 3_000;

/** The longest time, in ms, that Node's timers can wait: almost 25 days. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Below this, in ms since 1970, a deadline is in April 1970 or before: a duration was meant. */
const FIRST_TIME = 10_000_000_000;

/**
 * How long a flush may take, in ms. The wall clock is read once, here: it may be set while the flush runs.
 *
 * @param options anything that a caller may have passed
 */
export function timeLeft(options: FlushOptions | null | undefined): number {
  const deadline: unknown = options?.deadline;
  if (typeof deadline !== "number" || Number.isNaN(deadline)) return FLUSH_MS;
  const left = deadline < FIRST_TIME ? deadline : deadline - Date.now();
  return Math.min(Math.max(0, left), MAX_TIMER_MS);
}

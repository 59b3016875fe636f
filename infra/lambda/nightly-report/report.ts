/** A report about a day. */
export interface Report {
  /** The day before the report runs, in UTC: `2026-11-23`. */
  day: string;
  /** The days of the month whose subscriptions renew: also 29, 30 and 31 at the end of a shorter month. */
  billingDays: number[];
  monthEnds: boolean;
}

const DAY_MS = 86_400_000;
const LONGEST_MONTH = 31;

/**
 * The report that runs at a time.
 *
 * @param time ISO 8601, as EventBridge sends it
 * @throws Error when it is not a time.
 */
export function reportAt(time: string): Report {
  const at = Date.parse(time);
  if (Number.isNaN(at)) throw new Error(`the schedule's time '${time}' is not an ISO 8601 time`);
  const dayBefore = new Date(at - DAY_MS);
  const dayOfMonth = dayBefore.getUTCDate();
  const monthEnds = new Date(at).getUTCDate() === 1;
  return {
    day: dayBefore.toISOString().slice(0, 10),
    billingDays: daysBetween(dayOfMonth, monthEnds ? LONGEST_MONTH : dayOfMonth),
    monthEnds,
  };
}

function daysBetween(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
}

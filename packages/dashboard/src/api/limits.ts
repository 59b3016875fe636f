import { DEFAULT_BUDGET, type ReadCost } from "@service-events/query";
import { Problem } from "./problem.js";

/** What one caller may use. Counted per process; a deployed dashboard is throttled at its stage as well. */
export interface Limits {
  /** Requests at once, and the rate per second after that. Default: 100 and 20. */
  requests: { burst: number; perSecond: number };
  /** Read units at once, and the rate per second after that. Default: 60,000 and 500, about $0.23 an hour at most. */
  units: { burst: number; perSecond: number };
  /** The budget of one answer. Default: 50,000 items, 5,000 read units and 8,000 ms. */
  budget: ReadCost;
  /** Events in one export. Default: 100,000. */
  exportRows: number;
  /** Bytes in one export, escaped as a JSON string. Default: no limit. */
  exportBytes: number;
  /** Milliseconds after which an export ends with a cursor. Default: none. */
  exportTime: number;
  /** Bytes of events in one answer, escaped as a JSON string. Default: 4,500,000. */
  answerBytes: number;
  /** Milliseconds after which a read is aborted. Default: 20,000; API Gateway times out after 30,000. */
  timeout: number;
}

export const DEFAULT_LIMITS: Limits = {
  requests: { burst: 100, perSecond: 20 },
  units: { burst: 60_000, perSecond: 500 },
  budget: { ...DEFAULT_BUDGET, ms: 8_000 },
  exportRows: 100_000,
  exportBytes: Number.POSITIVE_INFINITY,
  exportTime: Number.POSITIVE_INFINITY,
  answerBytes: 4_500_000,
  timeout: 20_000,
};

/** Enforces the limits of each caller. */
export interface Meters {
  /** @throws Problem with status 429 when a caller sends too many requests. */
  countRequest(caller: string): void;
  /**
   * Reserves read units, so that concurrent reads cannot exceed the limit together. Settle it with what the read took.
   *
   * @throws Problem with status 429 when the caller has read too much.
   */
  reserve(caller: string): Reservation;
}

/** Read units reserved for one read. */
export interface Reservation {
  budget: ReadCost;
  /** Returns unused units. The units of a failed read are unknown, so they are estimated from its time. */
  settle(units?: number): void;
}

interface Bucket {
  left: number;
  at: number;
}

/** Callers in memory; the least recently active is dropped first. */
const MAX_CALLERS = 1_000;
/** A smaller reservation is not worth a read. */
const LEAST_UNITS = 50;

/** @param now The clock, in ms. */
export function createMeters({ requests, units, budget }: Limits, now: () => number): Meters {
  const requestsOf = createBuckets(requests, now);
  const unitsOf = createBuckets(units, now);
  return {
    countRequest(caller) {
      const bucket = requestsOf(caller);
      if (bucket.left < 1) {
        throw new Problem("rate-limit", "The caller made too many requests.", {
          hint: "retry after the time in Retry-After",
          retryAfter: Math.max((1 - bucket.left) / requests.perSecond, 1),
        });
      }
      bucket.left -= 1;
    },
    reserve(caller) {
      const bucket = unitsOf(caller);
      const reserved = Math.min(budget.units, bucket.left);
      if (reserved < Math.min(LEAST_UNITS, budget.units)) {
        throw new Problem("cost-limit", "The caller has used up its read units for now.", {
          hint: "retry after the time in Retry-After, with a shorter time range or fewer origins",
          retryAfter: Math.max((LEAST_UNITS - bucket.left) / units.perSecond, 1),
        });
      }
      bucket.left -= reserved;
      const start = now();
      const guess = () => Math.min(Math.max(now() - start, 0) / budget.ms, 1) * reserved;
      return {
        budget: { ...budget, units: reserved },
        settle(taken = guess()) {
          bucket.left = Math.min(bucket.left + reserved - taken, units.burst);
        },
      };
    },
  };
}

/** Token buckets, one per caller. */
function createBuckets(
  { burst, perSecond }: { burst: number; perSecond: number },
  now: () => number,
): (caller: string) => Bucket {
  // A Map, since callers choose their names: an object has names like __proto__.
  const buckets = new Map<string, Bucket>();
  return (caller) => {
    const at = now();
    const bucket = buckets.get(caller) ?? { left: burst, at };
    bucket.left = Math.min(bucket.left + (Math.max(at - bucket.at, 0) / 1_000) * perSecond, burst);
    bucket.at = at;
    buckets.delete(caller);
    buckets.set(caller, bucket);
    if (buckets.size > MAX_CALLERS) buckets.delete(buckets.keys().next().value as string);
    return bucket;
  };
}

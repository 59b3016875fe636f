import { DEFAULT_BUDGET, type ReadCost } from "@service-events/query";
import { Problem } from "./problem.js";

/** What one caller may ask for. Counted in the memory of one process: a deployed dashboard is throttled at its stage, too. */
export interface Limits {
  /** Requests at once, and so many more each second. Default: 100 and 20. */
  requests: { burst: number; perSecond: number };
  /** Read units at once, and so many more each second. Default: 60,000 and 500, at most about $0.23 an hour. */
  units: { burst: number; perSecond: number };
  /** What one answer may take. Default: 50,000 items, 5,000 read units and 8,000 ms. */
  budget: ReadCost;
  /** Events that one export may have. Default: 100,000. */
  exportRows: number;
  /** Bytes that one export may have, escaped as a JSON text. Default: no limit but that of the rows. */
  exportBytes: number;
  /** The ms after which an export ends, with a cursor to go on from. Default: none. */
  exportTime: number;
  /** Bytes that the events of one answer may have, escaped as a JSON text. Default: 4,500,000. */
  answerBytes: number;
  /** After so many ms an answer is given up. Default: 20,000; API Gateway itself gives up after 30,000. */
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

/** Holds callers to their limits. */
export interface Meters {
  /** @throws Problem with status 429 when a caller asks too often. */
  countRequest(caller: string): void;
  /**
   * Sets aside what a read may take, so that many reads at once cannot take more than all of them may. Hand back what it took.
   *
   * @throws Problem with status 429 when the caller has read too much.
   */
  reserve(caller: string): Reservation;
}

/** Read units that are set aside for one read. */
export interface Reservation {
  budget: ReadCost;
  /** Hands back what was not taken. Of a read that failed half way the units are not known: its time stands for them. */
  settle(units?: number): void;
}

interface Bucket {
  left: number;
  at: number;
}

/** Callers that are remembered; who was quiet for longest is forgotten first. */
const MAX_CALLERS = 1_000;
/** A read that may take less would hardly get anywhere. */
const LEAST_UNITS = 50;

/** @param now The clock, in ms. */
export function createMeters({ requests, units, budget }: Limits, now: () => number): Meters {
  const requestsOf = createBuckets(requests, now);
  const unitsOf = createBuckets(units, now);
  return {
    countRequest(caller) {
      const bucket = requestsOf(caller);
      if (bucket.left < 1) {
        throw new Problem("rate-limit", "More was asked than the dashboard answers.", {
          hint: "wait as long as Retry-After says",
          retryAfter: Math.max((1 - bucket.left) / requests.perSecond, 1),
        });
      }
      bucket.left -= 1;
    },
    reserve(caller) {
      const bucket = unitsOf(caller);
      const reserved = Math.min(budget.units, bucket.left);
      if (reserved < Math.min(LEAST_UNITS, budget.units)) {
        throw new Problem("cost-limit", "The read units of this time are used up.", {
          hint: "wait as long as Retry-After says, and ask for less time or fewer origins",
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

/** Buckets that fill again, one a caller. */
function createBuckets(
  { burst, perSecond }: { burst: number; perSecond: number },
  now: () => number,
): (caller: string) => Bucket {
  // A map, since callers name themselves: no name means anything to it.
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

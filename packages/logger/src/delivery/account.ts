import type { FlushReport } from "../event-writer.js";

/** Counts what was accepted for someone until it is settled, and wakes the flushes that wait for it. */
export interface Account {
  accept(): void;
  /** `sequence` is the record's number in order of acceptance. */
  settle(sequence: number, as: Settled): void;
  /** Resolves when everything up to that sequence number is settled. */
  settledUpTo(sequence: number): Promise<FlushReport>;
  readonly unsettled: number;
}

export type Settled = "delivered" | "undelivered";

interface Waiting {
  readonly upTo: number;
  remaining: number;
  readonly report: { delivered: number; undelivered: number };
  done(): void;
}

/**
 * An account. A report of it covers what was accepted before its flush and not reported by an earlier one, so
 * events that were delivered in the background before anybody asked are reported, too.
 */
export function createAccount(): Account {
  const flushes = new Set<Waiting>();
  let unreported = { delivered: 0, undelivered: 0 };
  let unsettled = 0;

  return {
    accept() {
      unsettled++;
    },

    settle(sequence, as) {
      unsettled--;
      let reported = false;
      for (const flush of flushes) {
        if (sequence > flush.upTo) continue;
        reported = true;
        flush.report[as]++;
        flush.remaining--;
        if (flush.remaining > 0) continue;
        flushes.delete(flush);
        flush.done();
      }
      if (!reported) unreported[as]++;
    },

    settledUpTo(sequence) {
      const report = unreported;
      unreported = { delivered: 0, undelivered: 0 };
      if (unsettled === 0) return Promise.resolve({ ...report, pending: 0 });
      return new Promise((resolve) => {
        flushes.add({
          upTo: sequence,
          remaining: unsettled,
          report,
          done: () => resolve({ ...report, pending: unsettled }),
        });
      });
    },

    get unsettled() {
      return unsettled;
    },
  };
}

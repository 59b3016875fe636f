import { backoffMs } from "./backoff.js";

/** When the next batch may be sent, by what became of those before. Batches are told apart by their numbers. */
export interface Pace {
  /** The time, in ms, until the next batch may be sent; 0 or less: now. */
  readonly pauseMs: number;
  /** A batch is sent; gives its number. */
  sent(): number;
  /** The sink took a batch, or most of it. */
  taken(): void;
  /** The sink left a good part of a batch: it is full. */
  full(batch: number): void;
  /** A request failed as a whole, so every other one would probably fail as well. */
  failed(batch: number, afterMs: number | undefined): void;
}

const SHORTEST_GAP_MS = 0.5;
const LONGEST_GAP_MS = 100;

/** Timers are late, and gaps shorter than theirs: batches that should have gone within so many ms go at once. */
const MAKE_UP_MS = 10;

/** What the gap becomes with each batch that was taken: halved by some 35 of them. */
const RECOVERY = 0.98;

/**
 * Spares a sink that fails, and finds the rate that it takes: the gap between batches doubles when it is full, and
 * shrinks slowly while it is not. At full speed records would come back again and again, and each would then wait for
 * its own many tries, long after there is room.
 */
export function createPace(): Pace {
  let gapMs = 0;
  /** Requests that failed since the last one that did not: they space the next ones. */
  let failures = 0;
  let resumeAt = 0;
  let last = 0;
  /** Up to this one, batches were sent before the pace was set, and their failures are the one that set it. */
  let known = 0;

  function pause(ms: number): void {
    resumeAt = Math.max(resumeAt, Date.now() + ms);
  }

  return {
    get pauseMs() {
      return resumeAt - Date.now();
    },

    sent() {
      if (gapMs > 0) resumeAt = Math.max(resumeAt, Date.now() - MAKE_UP_MS) + gapMs;
      return ++last;
    },

    taken() {
      failures = 0;
      gapMs = gapMs <= SHORTEST_GAP_MS ? 0 : gapMs * RECOVERY;
    },

    full(batch) {
      failures = 0;
      if (batch <= known) return;
      known = last;
      gapMs = Math.min(LONGEST_GAP_MS, 2 * Math.max(SHORTEST_GAP_MS, gapMs));
    },

    failed(batch, afterMs) {
      if (afterMs !== undefined) {
        pause(afterMs);
      } else if (batch > known) {
        known = last;
        pause(backoffMs(failures++));
      }
    },
  };
}

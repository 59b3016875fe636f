import { backoffMs } from "./backoff.js";

/** When the next batch may be sent, judged by what became of earlier ones. Batches are told apart by their numbers. */
export interface Pace {
  /** The time, in ms, until the next batch may be sent; 0 or less: now. */
  readonly pauseMs: number;
  /** A batch of so many records is sent; returns its number. */
  sent(records: number): number;
  /** The sink answered: it took so many records and left the others. */
  answered(taken: number, left: number): void;
  /** A request failed as a whole, so every other one would probably fail too. */
  failed(batch: number, afterMs: number | undefined): void;
  /** A request failed as a whole because the sink is over capacity. */
  full(records: number): void;
  /** Ends a pause within so many ms: somebody waits. */
  resumeWithin(ms: number): void;
  /** Whether the sink has taken anything lately. */
  readonly takes: boolean;
}

/** The span, in ms, over which it is measured what the sink takes: between one and two of these. */
const SPAN_MS = 250;

/** A sink that takes a smaller part of what it is sent is over capacity. */
const ROOMY = 0.5;

/** How much faster than measured a sink is sent records, so that more capacity is noticed. */
const GAIN = 1.25;

/** What the rate becomes with each span while there is room, and while nothing at all is left. */
const GROWTH = 1.1;
const FAST_GROWTH = 1.5;

/** Fewer answers than this within the first span may have left much by chance. */
const LEAST_ANSWERS = 24;

/** A limit that is so many times what the sink takes limits nothing. */
const NO_LIMIT = 4;

/** The lowest rate, in records per ms. */
const LEAST_RATE = 0.1;

/** Timers are late, and gaps shorter than theirs: batches that should have gone within so many ms go at once. */
const MAKE_UP_MS = 10;

/**
 * Spares a sink that fails, and finds the rate that it takes.
 *
 * The rate follows what is taken, not how often something is left: a sink that leaves records at random takes the same
 * part at any speed, and slowing down for it would only delay everything.
 */
export function createPace(): Pace {
  let rate = Number.POSITIVE_INFINITY;
  /** Requests that failed since the last that did not: they space the next ones. */
  let failures = 0;
  let resumeAt = 0;
  let last = 0;
  /** Batches up to this one were sent before the pause was set, so their failures are the one that set it. */
  let known = 0;
  let span = newSpan();
  let before = newSpan();

  function note(taken: number, left: number): void {
    const now = performance.now();
    if (now - span.startedAt >= SPAN_MS) {
      // After a silence, what was before it says nothing.
      before = now - span.startedAt < 2 * SPAN_MS ? span : newSpan();
      span = newSpan();
      rate *= before.left === 0 ? FAST_GROWTH : GROWTH;
    }
    span.answers++;
    span.taken += taken;
    span.left += left;
  }

  /** Records that the sink takes in a ms. */
  function takenRate(): number {
    const ms = Math.max(MAKE_UP_MS, performance.now() - before.startedAt);
    return (before.taken + span.taken) / ms;
  }

  /** Adjusts the rate to what the sink takes. */
  function adapt(taken: number, left: number): void {
    note(taken, left);
    if (left === 0 && rate === Number.POSITIVE_INFINITY) return;
    const isEarly = performance.now() - before.startedAt < SPAN_MS;
    if (isEarly && before.answers + span.answers < LEAST_ANSWERS) return;
    const allTaken = before.taken + span.taken;
    const isFull = allTaken < ROOMY * (allTaken + before.left + span.left);
    if (isFull) rate = Math.max(LEAST_RATE, GAIN * takenRate());
    else if (rate > NO_LIMIT * takenRate()) rate = Number.POSITIVE_INFINITY;
  }

  return {
    get pauseMs() {
      return resumeAt - performance.now();
    },

    sent(records) {
      if (rate !== Number.POSITIVE_INFINITY) {
        resumeAt = Math.max(resumeAt, performance.now() - MAKE_UP_MS) + records / rate;
      }
      return ++last;
    },

    answered(taken, left) {
      if (taken > 0) failures = 0;
      adapt(taken, left);
    },

    full(records) {
      adapt(0, records);
    },

    failed(batch, afterMs) {
      const now = performance.now();
      if (afterMs !== undefined) {
        resumeAt = Math.max(resumeAt, now + afterMs);
      } else if (batch > known) {
        known = last;
        resumeAt = Math.max(resumeAt, now + backoffMs(failures++));
      }
    },

    resumeWithin(ms) {
      resumeAt = Math.min(resumeAt, performance.now() + ms);
    },

    get takes() {
      return before.taken + span.taken > 0;
    },
  };
}

function newSpan() {
  return { startedAt: performance.now(), answers: 0, taken: 0, left: 0 };
}

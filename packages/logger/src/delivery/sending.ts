import type { BatchOutcome, Outcome, Refusal, Sink } from "../sink.js";
import { backoffMs } from "./backoff.js";
import type { Breaker } from "./breaker.js";
import { type DeliveryRequest, requestChannel } from "./channels.js";
import { createFlights } from "./flights.js";
import type { Limits } from "./options.js";
import { createPace } from "./pace.js";
import { createQueue, type Pending } from "./queue.js";

/** Sends entries in batches, and again where that is worth it, until each is settled. */
export interface Sending {
  push(entry: Pending): void;
  /** Sends what is ready, and ends a pause early that would take most of the so many ms that are left. */
  hurry(leftMs: number): void;
  /** Lets go of entries that were settled meanwhile, and cuts off requests that hold nothing else. */
  dropSettled(): void;
  /** Nothing is left: what comes next is tried at once. It may be the next invocation, hours later. */
  rest(): void;
}

/** What becomes of entries that are sent. */
export interface Results {
  delivered(entry: Pending): void;
  /** No further try can change that these are not stored. */
  refused(entries: readonly Pending[], refusal: Refusal): void;
  /** A request failed as a whole. */
  failed(refusal: Retry): void;
  /** So many entries will be sent once more. */
  retried(entries: number): void;
}

/** Not stored, and worth another try. */
export type Retry = Extract<Outcome, { status: "retry" }>;

const NO_OUTCOME: Retry = { status: "retry", reason: "the sink gave no outcome for the record" };

/** The longest pause, in ms, of a record that the sink left while it took others of its batch. */
const RECORD_PAUSE_MS = 200;

/** The part of a record's greatest age that a sink may ask to be left alone for: then it is tried again. */
const ASKED_PART = 1 / 4;

/** A pause that takes no more than this part of the time that is left to a flush is kept. */
const FITTING = 2 / 3;

/** Any other is cut to this part, whatever the server asks for: one such answer may be a slip. */
const PATIENCE = 1 / 3;

/** Shorter pauses, in ms, would only hammer a sink that fails. */
const LEAST_PAUSE_MS = 20;

/** After so many records that were refused alone, with none taken in between, batches are no longer halved. */
const ALIKE = 5;

/** A probe of a sink that is down takes no longer, in ms, unless requests to it may take much longer. */
const PROBE_MS = 1_000;

/** Bytes per ms of a slow link: a large batch has so much more time. */
const SLOW_LINK = 1_000;

/** Creates the sending to a sink. */
export function createSending(
  sink: Sink,
  limits: Limits,
  breaker: Breaker,
  results: Results,
): Sending {
  const queue = createQueue();
  const flights = createFlights(sink);
  const { attemptTimeoutMs } = limits;
  const longestPauseMs = limits.giveUpAfterMs * ASKED_PART;
  const probeMs = Math.min(attemptTimeoutMs, Math.max(PROBE_MS, attemptTimeoutMs / 2));
  let pace = createPace();
  let refusedAlone = 0;
  let wakeUp: NodeJS.Timeout | undefined;
  let wakeUpAt = Number.POSITIVE_INFINITY;

  /** Sends what is ready, as far as there are free lanes and the sink is not being spared. */
  function pump(): void {
    sleep();
    const lanes = breaker.down === undefined ? limits.concurrency : 1;
    while (flights.count < lanes && queue.length > 0) {
      const { pauseMs } = pace;
      if (pauseMs > 0) {
        wakeIn(pauseMs);
        return;
      }
      const batch = queue.takeBatch(sink.limits);
      if (batch.length > 0) void fly(batch);
    }
  }

  async function fly(batch: readonly Pending[]): Promise<void> {
    await deliver(batch);
    pump();
  }

  async function deliver(batch: readonly Pending[]): Promise<void> {
    const number = pace.sent(batch.length);
    const timeoutMs = breaker.down === undefined ? attemptTimeoutMs : probeMs;
    const bytes = batch.reduce((sum, entry) => sum + entry.bytes, 0);
    // The compiler cannot vouch for a sink that is written in JavaScript.
    const startedAt = performance.now();
    const outcome =
      (await flights.attempt(batch, timeoutMs + Math.floor(bytes / SLOW_LINK))) ?? NO_OUTCOME;
    if (requestChannel.hasSubscribers) {
      const ms = performance.now() - startedAt;
      const message = { sink: sink.name, records: batch.length, bytes, ms, outcome };
      requestChannel.publish(message satisfies DeliveryRequest);
    }
    if (isPerRecord(outcome)) {
      settleEach(batch, outcome, number);
      return;
    }
    if (outcome.status === "retry") {
      pauseAndRetry(batch, outcome, number);
      return;
    }
    breaker.reset();
    if (outcome.status === "ok") settleAll(batch);
    else if (outcome.status === "reject") results.refused(batch, outcome);
    else if (batch.length === 1 || refusedAlone >= ALIKE) {
      refusedAlone++;
      results.refused(batch, { ...outcome, status: "reject" });
    } else await bisect(batch);
  }

  /** Halves a batch until the record that the server refuses is alone. */
  async function bisect(batch: readonly Pending[]): Promise<void> {
    const half = batch.length >> 1;
    await deliver(batch.slice(0, half));
    const rest = batch.slice(half).filter((entry) => !entry.settled);
    if (rest.length > 0) await deliver(rest);
  }

  function settleAll(batch: readonly Pending[]): void {
    refusedAlone = 0;
    pace.answered(batch.length, 0);
    for (const entry of batch) results.delivered(entry);
  }

  function settleEach(
    batch: readonly Pending[],
    outcomes: readonly Outcome[],
    number: number,
  ): void {
    const left: Pending[] = [];
    let last: Retry = NO_OUTCOME;
    let afterMs = 0;
    for (const [index, entry] of batch.entries()) {
      const outcome = outcomes[index] ?? NO_OUTCOME;
      if (outcome.status === "ok") results.delivered(entry);
      else if (outcome.status === "reject") results.refused([entry], outcome);
      else {
        last = outcome;
        afterMs = Math.max(afterMs, outcome.afterMs ?? 0);
        left.push(entry);
      }
    }
    const taken = batch.length - left.length;
    if (taken === 0 && !pace.takes) {
      pauseAndRetry(left, { ...last, afterMs: afterMs || undefined }, number);
      return;
    }
    breaker.reset();
    refusedAlone = 0;
    pace.answered(taken, left.length);
    const again = open(left);
    if (again.length === 0) return;
    // The sink takes others, so only these records wait, and those that were left for the first time do not.
    const tries = Math.max(...again.map((entry) => entry.tries));
    const pauseMs =
      Math.min(afterMs, longestPauseMs) || (tries > 1 ? backoffMs(tries - 1, RECORD_PAUSE_MS) : 0);
    if (pauseMs === 0) queue.putBack(again);
    else setTimeout(putBack, pauseMs, again).unref();
  }

  function putBack(entries: readonly Pending[]): void {
    queue.putBack(entries);
    pump();
  }

  /** The request failed as a whole, so every other one would probably fail too: all wait. */
  function pauseAndRetry(batch: readonly Pending[], retry: Retry, number: number): void {
    // Nobody waits for the batch any more, which is why it was cut off: that says nothing about the sink.
    if (batch.every((entry) => entry.settled)) return;
    const { kind, afterMs } = retry;
    queue.putBack(open(batch));
    if (kind === "throttled") pace.full(batch.length);
    pace.failed(number, afterMs && Math.min(afterMs, longestPauseMs));
    results.failed(retry);
  }

  function open(entries: readonly Pending[]): Pending[] {
    const again = entries.filter((entry) => !entry.settled);
    for (const entry of again) entry.tries++;
    results.retried(again.length);
    return again;
  }

  /** Pumps in so many ms, or earlier if that was planned before. The timer keeps no process alive. */
  function wakeIn(ms: number): void {
    const at = performance.now() + ms;
    if (at >= wakeUpAt) return;
    sleep();
    wakeUpAt = at;
    wakeUp = setTimeout(pump, ms).unref();
  }

  function sleep(): void {
    clearTimeout(wakeUp);
    wakeUpAt = Number.POSITIVE_INFINITY;
  }

  return {
    push(entry) {
      queue.push(entry);
      wakeIn(queue.length < sink.limits.records ? limits.lingerMs : 0);
    },
    hurry(leftMs) {
      if (pace.pauseMs > leftMs * FITTING) {
        pace.resumeWithin(Math.max(LEAST_PAUSE_MS, leftMs * PATIENCE));
      }
      pump();
    },
    dropSettled() {
      queue.dropSettled();
      flights.abortSettled();
    },
    rest() {
      pace = createPace();
    },
  };
}

function isPerRecord(outcome: BatchOutcome): outcome is readonly Outcome[] {
  return Array.isArray(outcome);
}

import type { EventRecord } from "@service-events/schema";
import type { DeliveryCounters, FlushOptions, FlushReport } from "../event-writer.js";
import type { BatchOutcome, Outcome, Refusal, Sink } from "../sink.js";
import { type Account, createAccount, type Settled } from "./account.js";
import { backoffMs } from "./backoff.js";
import { createFlights } from "./flights.js";
import { type DeliveryOptions, MAX_TIMER_MS, resolveOptions } from "./options.js";
import { createPace } from "./pace.js";
import { drainAtEnd, forget } from "./process-end.js";
import { createQueue, type Pending } from "./queue.js";
import { orPrint } from "./undelivered.js";
import { createUnsettled } from "./unsettled.js";
import { weightOf } from "./weight.js";

/** The road of every record to a sink: queue, batches, retries, settlement. Nothing here throws or rejects. */
export interface Delivery {
  /** Takes a record: from now on it is either delivered or handed to `undelivered`. */
  accept(record: EventRecord<string>, account: Account): void;
  /** Settles everything that the account accepted before the call. */
  flush(account: Account, options?: FlushOptions): Promise<FlushReport>;
  /** The account of all records, whoever else waits for them. */
  readonly everything: Account;
  readonly counters: DeliveryCounters;
}

type Retry = Extract<Outcome, { status: "retry" }>;

const NO_OUTCOME: Retry = { status: "retry", reason: "the sink gave no outcome for the record" };

/** A sink that leaves more than this part of a batch is sent more than it takes. */
const FULL_PART = 1 / 4;

/** The longest pause, in ms, of a record that the sink left while it took others of its batch. */
const RECORD_PAUSE_MS = 800;

/** How long a flush takes at the most, in ms, unless it is told otherwise. */
export const FLUSH_MS = 3_000;

/**
 * Creates the delivery to a sink.
 *
 * @throws RangeError when an option is out of range.
 */
export function createDelivery(sink: Sink, options: DeliveryOptions = {}): Delivery {
  const limits = resolveOptions(options);
  const undelivered = orPrint(options.undelivered, sink.name);
  const everything = createAccount();
  const counters = { accepted: 0, delivered: 0, retried: 0, undelivered: 0 };
  const queue = createQueue();
  let pace = createPace();
  const unsettled = createUnsettled();
  const flights = createFlights(sink, limits.attemptTimeoutMs);
  const draining = {
    drain: (timeoutMs: number) => flush(everything, { deadline: Date.now() + timeoutMs }),
    giveUp: () => handOver([...unsettled], because("the process ended first")),
  };
  let sequence = 0;
  let lastFailure: Refusal | undefined;
  let wakeUp: NodeJS.Timeout | undefined;
  let wakeUpAt = Number.POSITIVE_INFINITY;

  function accept(record: EventRecord<string>, account: Account): void {
    counters.accepted++;
    everything.accept();
    if (account !== everything) account.accept();
    const entry: Pending = {
      record,
      ...encode(record),
      sequence: ++sequence,
      acceptedAt: Date.now(),
      account,
      tries: 0,
      settled: false,
      previous: undefined,
      next: undefined,
    };
    if (unsettled.records === 0) drainAtEnd(draining);
    unsettled.add(entry);
    if (entry.text === "") {
      handOver([entry], "the sink could not encode the record");
    } else if (unsettled.records > limits.queueRecords || unsettled.bytes > limits.queueBytes) {
      handOver([entry], because("the queue is full"));
    } else {
      queue.push(entry);
      wakeIn(queue.length < sink.limits.records ? limits.lingerMs : 0);
    }
  }

  function encode(record: EventRecord<string>): Pick<Pending, "text" | "bytes" | "weight"> {
    try {
      const text = sink.encode(record);
      const bytes = Buffer.byteLength(text);
      return { text, bytes, weight: Math.max(bytes, weightOf(record.payload)) };
    } catch {
      return { text: "", bytes: 0, weight: 0 };
    }
  }

  function flush(account: Account, options: FlushOptions = {}): Promise<FlushReport> {
    const upTo = sequence;
    const report = account.settledUpTo(upTo);
    if (account.unsettled === 0) return report;
    pump();
    const deadline = options.deadline ?? Date.now() + FLUSH_MS;
    const timeLeft = Math.min(Math.max(0, deadline - Date.now()), MAX_TIMER_MS);
    const timer = setTimeout(() => expire(account, upTo), timeLeft);
    return report.finally(() => clearTimeout(timer));
  }

  /** Sends what is ready, as far as the lanes are free and the sink is not being spared. */
  function pump(): void {
    sleep();
    while (flights.count < limits.concurrency && queue.length > 0) {
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
    const number = pace.sent();
    // The compiler cannot vouch for a sink that is written in JavaScript.
    const outcome = (await flights.attempt(batch)) ?? NO_OUTCOME;
    if (isPerRecord(outcome)) settleEach(batch, outcome, number);
    else if (outcome.status === "ok") settleAll(batch);
    else if (outcome.status === "retry") pauseAndRetry(batch, outcome, number);
    else if (outcome.status === "reject") refuse(batch, outcome);
    else if (batch.length === 1) refuse(batch, { ...outcome, status: "reject" });
    else await bisect(batch);
  }

  /** Halves a batch until the record that the server refuses is alone. */
  async function bisect(batch: readonly Pending[]): Promise<void> {
    const half = batch.length >> 1;
    await deliver(batch.slice(0, half));
    const rest = batch.slice(half).filter((entry) => !entry.settled);
    if (rest.length > 0) await deliver(rest);
  }

  function settleEach(
    batch: readonly Pending[],
    outcomes: readonly Outcome[],
    number: number,
  ): void {
    const again: Pending[] = [];
    let afterMs = 0;
    for (const [index, entry] of batch.entries()) {
      const outcome = outcomes[index] ?? NO_OUTCOME;
      if (outcome.status === "ok") {
        settle(entry, "delivered");
      } else if (outcome.status === "reject") {
        refuse([entry], outcome);
      } else {
        lastFailure = outcome;
        afterMs = Math.max(afterMs, outcome.afterMs ?? 0);
        again.push(entry);
      }
    }
    if (lastFailure && again.length === batch.length) {
      pauseAndRetry(
        again,
        { ...lastFailure, status: "retry", afterMs: afterMs || undefined },
        number,
      );
      return;
    }
    if (again.length > batch.length * FULL_PART) pace.full(number);
    else pace.taken();
    const retry = worthAnotherTry(again);
    if (retry.length === 0) return;
    // The sink takes others, so only these records wait.
    const pauseMs =
      Math.min(afterMs, limits.giveUpAfterMs) ||
      backoffMs(Math.max(...retry.map((entry) => entry.tries)), RECORD_PAUSE_MS);
    setTimeout(() => {
      queue.putBack(retry);
      pump();
    }, pauseMs).unref();
  }

  /** The request failed as a whole, so every other one would probably fail as well: all wait. */
  function pauseAndRetry(batch: readonly Pending[], outcome: Retry, number: number): void {
    // Nobody waits for the batch any more, which is why it was cut off: that says nothing about the sink.
    if (batch.every((entry) => entry.settled)) return;
    const { afterMs } = outcome;
    lastFailure = outcome;
    queue.putBack(worthAnotherTry(batch));
    pace.failed(number, afterMs && Math.min(afterMs, limits.giveUpAfterMs));
  }

  function worthAnotherTry(entries: readonly Pending[]): Pending[] {
    const now = Date.now();
    const open = entries.filter((entry) => !entry.settled);
    const old = open.filter((entry) => now - entry.acceptedAt >= limits.giveUpAfterMs);
    handOver(old, because(`gave up after ${limits.giveUpAfterMs} ms`));
    const retry = open.filter((entry) => !entry.settled);
    for (const entry of retry) entry.tries++;
    counters.retried += retry.length;
    return retry;
  }

  function expire(account: Account, upTo: number): void {
    const late: Pending[] = [];
    for (const entry of unsettled) {
      if (entry.sequence > upTo) break;
      if (account === everything || entry.account === account) late.push(entry);
    }
    handOver(late, because("the flush reached its deadline"));
    queue.dropSettled();
    flights.abortSettled();
  }

  function settleAll(batch: readonly Pending[]): void {
    pace.taken();
    for (const entry of batch) settle(entry, "delivered");
  }

  function refuse(batch: readonly Pending[], refusal: Refusal): void {
    lastFailure = refusal;
    handOver(batch, refusal.reason);
  }

  function settle(entry: Pending, as: Settled): void {
    if (entry.settled) return;
    entry.settled = true;
    unsettled.remove(entry);
    counters[as]++;
    if (unsettled.records === 0) rest();
    everything.settle(entry.sequence, as);
    if (entry.account !== everything) entry.account.settle(entry.sequence, as);
  }

  /** Nothing is left. What comes next is tried at once: it may be the next invocation, hours later. */
  function rest(): void {
    forget(draining);
    pace = createPace();
    lastFailure = undefined;
  }

  function handOver(entries: readonly Pending[], reason: string): void {
    const open = entries.filter((entry) => !entry.settled);
    if (open.length === 0) return;
    undelivered(
      open.map((entry) => entry.record),
      reason,
      lastFailure,
    );
    for (const entry of open) settle(entry, "undelivered");
  }

  function because(what: string): string {
    return lastFailure ? `${what}; last failure: ${lastFailure.reason}` : what;
  }

  /** Pumps in so many ms, or earlier if that was planned before. The timer keeps no process alive. */
  function wakeIn(ms: number): void {
    const at = Date.now() + ms;
    if (at >= wakeUpAt) return;
    sleep();
    wakeUpAt = at;
    wakeUp = setTimeout(pump, ms).unref();
  }

  function sleep(): void {
    clearTimeout(wakeUp);
    wakeUpAt = Number.POSITIVE_INFINITY;
  }

  return { accept, flush, everything, counters };
}

function isPerRecord(outcome: BatchOutcome): outcome is readonly Outcome[] {
  return Array.isArray(outcome);
}

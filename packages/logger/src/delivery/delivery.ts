import type { EventRecord } from "@service-events/schema";
import { timeLeft } from "../deadline.js";
import type {
  DeliveryCounters,
  DeliveryHealth,
  FlushOptions,
  FlushReport,
} from "../event-writer.js";
import type { Refusal, Sink } from "../sink.js";
import { type Account, createAccount, type Settled } from "./account.js";
import { createBreaker } from "./breaker.js";
import { type DeliveryFailure, undeliveredChannel } from "./channels.js";
import { type DeliveryOptions, resolveOptions } from "./options.js";
import { drainAtEnd, forget, isProcessOver } from "./process-end.js";
import type { Pending } from "./queue.js";
import { createSending, type Retry } from "./sending.js";
import { type HandOver, handOverDepth, orPrint } from "./undelivered.js";
import { createUnsettled } from "./unsettled.js";
import { weightOf } from "./weight.js";

/** The road of every record to a sink: queue, batches, retries, settlement. Nothing here throws or rejects. */
export interface Delivery {
  /** Takes a record: from now on it is either delivered or handed over. */
  accept(record: EventRecord<string>, account: Account, depth?: number): void;
  /** Settles everything that the account accepted before the call. */
  flush(account: Account, options?: FlushOptions | null): Promise<FlushReport>;
  /** Settles everything; what comes later is handed over at once. */
  shutdown(options?: FlushOptions | null): Promise<FlushReport>;
  health(): DeliveryHealth;
  /** The account of all records, whoever else waits for them. */
  readonly everything: Account;
  readonly counters: DeliveryCounters;
}

/** A flush under way. Times are of the monotonic clock. */
interface Flush {
  readonly account: Account;
  readonly upTo: number;
  readonly startedAt: number;
  readonly deadline: number;
}

/** A flush that was given so long, in ms, and could settle nothing says that the sink is down. */
const TELLING_MS = 1_000;

/**
 * Creates the delivery to a sink.
 *
 * @throws RangeError when an option is out of range.
 */
export function createDelivery(
  sink: Sink,
  options: DeliveryOptions = {},
  handOverTo: HandOver<Pending> = orPrint(options.undelivered, sink.name),
): Delivery {
  const limits = resolveOptions(options, sink);
  const everything = createAccount();
  const breaker = createBreaker();
  const unsettled = createUnsettled();
  const counters = {
    ...{ accepted: 0, delivered: 0, retried: 0, undelivered: 0 },
    get down() {
      return breaker.down;
    },
  };
  let flushes: readonly Flush[] = [];
  let sequence = 0;
  let lastFailure: { readonly refusal: Refusal; readonly at: number } | undefined;
  let takenAt = Number.NEGATIVE_INFINITY;
  let restedAt = Number.NEGATIVE_INFINITY;
  /** Requests in a row that failed because the sink asks to be left alone for longer than a flush can wait. */
  let longWaits = 0;
  let ageTimer: NodeJS.Timeout | undefined;
  let isShutDown = false;

  const draining = {
    drain: (timeoutMs: number) => flush(everything, { deadline: timeoutMs }),
    giveUp: () => handOver([...unsettled], because("the process ended first")),
  };

  const sending = createSending(sink, limits, breaker, {
    delivered(entry) {
      takenAt = performance.now();
      longWaits = 0;
      settle(entry, "delivered");
    },
    refused(entries, refusal) {
      lastFailure = { refusal, at: performance.now() };
      handOver(entries, refusal.reason);
    },
    failed,
    retried(entries) {
      counters.retried += entries;
    },
  });

  function accept(record: EventRecord<string>, account: Account, depth = handOverDepth()): void {
    counters.accepted++;
    everything.accept();
    if (account !== everything) account.accept();
    const entry: Pending = {
      record,
      ...encode(record),
      sequence: ++sequence,
      acceptedAt: performance.now(),
      account,
      depth,
      tries: 0,
      settled: false,
      previous: undefined,
      next: undefined,
    };
    if (unsettled.records === 0) drainAtEnd(draining, limits.signals);
    unsettled.add(entry);
    if (entry.text === "") handOver([entry], "the sink could not encode the record");
    else if (unsettled.records > limits.queueRecords || unsettled.bytes > limits.queueBytes) {
      handOver([entry], because("the queue is full"));
    } else if (isProcessOver()) handOver([entry], because("the process ended first"));
    else if (isShutDown) handOver([entry], because("the writer was shut down before"));
    else if (limits.whenDown === "hand-over" && breaker.tooEarly) {
      handOver([entry], because("the sink is down"));
    } else {
      sending.push(entry);
      if (ageTimer === undefined) watchAge();
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

  function flush(account: Account, options?: FlushOptions | null): Promise<FlushReport> {
    const upTo = sequence;
    const report = account.settledUpTo(upTo);
    if (account.unsettled === 0) return report;
    const ms = timeLeft(options);
    const startedAt = performance.now();
    const own = { account, upTo, startedAt, deadline: startedAt + ms };
    flushes = [...flushes, own];
    sending.hurry(ms);
    const timer = setTimeout(() => expire(own, because("the flush reached its deadline")), ms);
    return report.finally(() => {
      clearTimeout(timer);
      flushes = flushes.filter((other) => other !== own);
    });
  }

  /** Hands over what a flush still waits for. */
  function expire({ account, upTo, startedAt }: Flush, reason: string): void {
    const late: Pending[] = [];
    for (const entry of unsettled) {
      if (entry.sequence > upTo) break;
      if (account === everything || entry.account === account) late.push(entry);
    }
    if (late.length === 0) return;
    const hasFailed = lastFailure !== undefined && lastFailure.at >= startedAt;
    const isTelling = hasFailed || performance.now() - startedAt >= TELLING_MS;
    if (isTelling && takenAt < startedAt && !breaker.tooEarly) {
      breaker.trip(lastFailure?.refusal.reason ?? reason);
    }
    handOver(late, reason);
    sending.dropSettled();
  }

  function failed(refusal: Retry): void {
    const { reason, afterMs = 0 } = refusal;
    const now = performance.now();
    lastFailure = { refusal, at: now };
    if (breaker.down !== undefined && limits.whenDown === "hand-over") {
      // Otherwise it was sent before the sink was found to be down.
      if (!breaker.tooEarly) breaker.trip(reason);
      handOver([...unsettled], because("the sink is down"));
      sending.dropSettled();
      return;
    }
    const waiting = flushes.filter(({ deadline }) => now + afterMs >= deadline);
    longWaits = afterMs > 0 && waiting.length > 0 ? longWaits + 1 : 0;
    // Said once it may be a slip of something in between; said again it is meant.
    if (longWaits > 1)
      for (const each of waiting) expire(each, because("the sink asks for a pause"));
    if (flushes.length > 0) sending.hurry(Math.min(...flushes.map((each) => each.deadline)) - now);
  }

  /** Hands over in time what is too old, wherever it waits. */
  function watchAge(): void {
    const { oldest } = unsettled;
    ageTimer = undefined;
    if (oldest === undefined) return;
    const dueAt = oldest.acceptedAt + limits.giveUpAfterMs;
    ageTimer = setTimeout(giveUpOld, Math.max(1, dueAt - performance.now())).unref();
  }

  function giveUpOld(): void {
    const old: Pending[] = [];
    const before = performance.now() - limits.giveUpAfterMs;
    for (const entry of unsettled) {
      if (entry.acceptedAt > before) break;
      old.push(entry);
    }
    if (old.length > 0) {
      handOver(old, because(`gave up after ${limits.giveUpAfterMs} ms`));
      sending.dropSettled();
    }
    watchAge();
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

  function rest(): void {
    forget(draining);
    sending.rest();
    restedAt = performance.now();
  }

  function handOver(entries: readonly Pending[], reason: string): void {
    const open = entries.filter((entry) => !entry.settled);
    if (open.length === 0) return;
    const refusal = lastFailure?.refusal;
    if (undeliveredChannel.hasSubscribers) {
      const message = { sink: sink.name, records: open.length, reason, refusal };
      undeliveredChannel.publish(message satisfies DeliveryFailure);
    }
    handOverTo(open, reason, refusal);
    for (const entry of open) settle(entry, "undelivered");
  }

  /** Adds the last failure, unless it is about events that were settled long ago. */
  function because(what: string): string {
    const isRecent = lastFailure && (breaker.down !== undefined || lastFailure.at >= restedAt);
    return isRecent ? `${what}; last failure: ${lastFailure?.refusal.reason}` : what;
  }

  return {
    accept,
    flush,
    shutdown(options) {
      isShutDown = true;
      return flush(everything, options);
    },
    health() {
      const { oldest, records, bytes } = unsettled;
      const now = performance.now();
      return {
        waiting: records,
        waitingBytes: bytes,
        oldestMs: oldest ? now - oldest.acceptedAt : 0,
        down: breaker.down,
        lastFailure: lastFailure && {
          reason: lastFailure.refusal.reason,
          agoMs: now - lastFailure.at,
        },
      };
    },
    everything,
    counters,
  };
}

import type {
  DeliveryCounters,
  DeliveryHealth,
  EventWriter,
  FlushReport,
} from "../event-writer.js";
import { OK, type Registration } from "../sink.js";

/** Adds up the reports of several writers: an event sent to two of them counts twice. */
export function sumReports(reports: readonly FlushReport[]): FlushReport {
  return {
    delivered: sum(reports, "delivered"),
    undelivered: sum(reports, "undelivered"),
    pending: sum(reports, "pending"),
  };
}

/** Live sums of the counters of several writers. */
export function sumCounters(writers: readonly EventWriter[]): DeliveryCounters {
  const all = writers.map(({ counters }) => counters);
  return {
    get accepted() {
      return sum(all, "accepted");
    },
    get delivered() {
      return sum(all, "delivered");
    },
    get retried() {
      return sum(all, "retried");
    },
    get undelivered() {
      return sum(all, "undelivered");
    },
    get down() {
      return reasonsOf(all);
    },
  };
}

/** The combined health of several writers: that of the unhealthiest one. */
export function worstHealth(writers: readonly EventWriter[]): DeliveryHealth {
  const all = writers.map((writer) => writer.health());
  const failures = all.flatMap(({ lastFailure }) => lastFailure ?? []);
  return {
    waiting: sum(all, "waiting"),
    waitingBytes: sum(all, "waitingBytes"),
    oldestMs: Math.max(...all.map(({ oldestMs }) => oldestMs)),
    down: reasonsOf(all),
    lastFailure: failures.toSorted((a, b) => a.agoMs - b.agoMs)[0],
  };
}

function reasonsOf(all: readonly { readonly down?: string | undefined }[]): string | undefined {
  return all.flatMap(({ down }) => down ?? []).join("; ") || undefined;
}

/** The registrations of one origin at several sinks as one: registered once all of them have it. */
export function joinRegistrations(all: readonly Registration[]): Registration {
  return {
    get isKnown() {
      return all.every(({ isKnown }) => isKnown);
    },
    async send(signal) {
      const outcomes = await Promise.all(all.map((each) => each.send(signal)));
      return outcomes.find(({ status }) => status !== "ok") ?? OK;
    },
  };
}

function sum<Key extends string>(of: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return of.reduce((total, each) => total + each[key], 0);
}

/**
 * Throws unless the value is a writer of this package: another function could not be flushed, and its failures would
 * affect the other writers.
 *
 * @param argument its name in the message
 * @throws TypeError
 */
export function assertWriter(argument: string, writer: unknown): void {
  const { flush, fork } = (writer ?? {}) as Partial<EventWriter>;
  if (typeof writer === "function" && typeof flush === "function" && typeof fork === "function") {
    return;
  }
  throw new TypeError(
    `${argument} must be an event writer, such as createDynamoEventWriter(...), received ${typeof writer}: for a function of your own, pass a sink to createEventWriter`,
  );
}

import type { EventRecord } from "@service-events/schema";
import type { Entry, SinkLimits } from "../sink.js";
import type { Account } from "./account.js";

/** A record between acceptance and settlement. */
export interface Pending extends Entry {
  readonly record: EventRecord<string>;
  readonly text: string;
  /** Of the text, in UTF-8. */
  readonly bytes: number;
  /** Bytes that count towards the bound of the queue: those of the text or of the payload, whichever are more. */
  readonly weight: number;
  /** Its number in order of acceptance. */
  readonly sequence: number;
  /** By the monotonic clock, in ms. */
  readonly acceptedAt: number;
  /** Whose flush waits for it, besides the delivery's own. */
  readonly account: Account;
  /** How many hand-overs led to it: see `undelivered.ts`. */
  readonly depth: number;
  tries: number;
  settled: boolean;
  /** Its neighbours among what is unsettled: see `unsettled.ts`. */
  previous: Pending | undefined;
  next: Pending | undefined;
}

/** Entries that are ready to be sent: those that were tried before come first. */
export interface Queue {
  push(entry: Pending): void;
  /** Puts entries that were tried before in front of the new ones. */
  putBack(entries: readonly Pending[]): void;
  /** The next batch within the limits, of at least one entry; empty when nothing is left. */
  takeBatch(limits: SinkLimits): Pending[];
  /** Lets go of entries that were settled while they waited, so that a long pause keeps none of them in memory. */
  dropSettled(): void;
  /** How many entries are ready; may count some that a deadline settled meanwhile. */
  readonly length: number;
}

export function createQueue(): Queue {
  // The front is a stack: the next entry is its last. Old entries drop out of `fresh` in one go, so that a
  // long queue is not copied at every batch.
  let front: Pending[] = [];
  let fresh: Pending[] = [];
  let head = 0;

  function peek(): Pending | undefined {
    return front.at(-1) ?? fresh[head];
  }

  function drop(): void {
    if (front.length > 0) {
      front.pop();
      return;
    }
    head++;
    if (head < 1024 && head < fresh.length) return;
    fresh = fresh.slice(head);
    head = 0;
  }

  return {
    push(entry) {
      fresh.push(entry);
    },

    putBack(entries) {
      front = front.concat(entries.toReversed());
    },

    takeBatch(limits) {
      const batch: Pending[] = [];
      let bytes = 0;
      for (let entry = peek(); entry !== undefined; entry = peek()) {
        if (entry.settled) {
          drop();
          continue;
        }
        const full = batch.length === limits.records || bytes + entry.bytes > limits.bytes;
        if (full && batch.length > 0) break;
        drop();
        batch.push(entry);
        bytes += entry.bytes;
      }
      return batch;
    },

    dropSettled() {
      front = front.filter((entry) => !entry.settled);
      fresh = fresh.slice(head).filter((entry) => !entry.settled);
      head = 0;
    },

    get length() {
      return front.length + fresh.length - head;
    },
  };
}

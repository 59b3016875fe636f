import type { EventRecord, OriginRegistration } from "@service-events/schema";
import type { Registration } from "./sink.js";

/** How long a flush may take. */
export interface FlushOptions {
  /**
   * When to give up, in ms since 1970. A number below 10,000,000,000 is a duration: 500 is half a second from now, 0 at
   * once. Default, and for NaN: 3 seconds from now.
   */
  deadline?: number;
}

/** What came of the events that were accepted before a flush. */
export interface FlushReport {
  delivered: number;
  /** Handed to `undelivered`. */
  undelivered: number;
  /** Accepted since the flush began, and still on their way. */
  pending: number;
}

/** How many records a writer has seen since it was made. */
export interface DeliveryCounters {
  readonly accepted: number;
  readonly delivered: number;
  /** Attempts beyond a record's first. */
  readonly retried: number;
  readonly undelivered: number;
  /** Why the sink is considered down: its last flush could settle nothing. Undefined while it is not. */
  readonly down?: string | undefined;
}

/** How a writer is doing. */
export interface DeliveryHealth {
  /** Records accepted but not settled. */
  readonly waiting: number;
  /** Bytes that count towards the bound of the queue. */
  readonly waitingBytes: number;
  /** How long the oldest of them has waited, in ms. */
  readonly oldestMs: number;
  /** Why the sink is considered down; undefined while it is not. */
  readonly down: string | undefined;
  /** Why records were last not stored at the first try, and how long ago. */
  readonly lastFailure: { readonly reason: string; readonly agoMs: number } | undefined;
}

/**
 * The function that a logger writes its records with. Any function of a record works; those of this package can also be
 * flushed.
 */
export interface WriteEvent {
  (event: EventRecord): void;
  /** Settles all that was written before the call. Never rejects. */
  flush?(options?: FlushOptions): Promise<FlushReport>;
  /**
   * Registers an origin for readers, with the next batches. Without it, events go to the origin's first partition only,
   * which readers find by the origin's name alone.
   */
  register?(origin: OriginRegistration): Registration;
}

/** A function that writes events to a sink through a queue that loses nothing. */
export interface EventWriter extends WriteEvent {
  (event: EventRecord<string>): void;
  flush(options?: FlushOptions): Promise<FlushReport>;
  register(origin: OriginRegistration): Registration;
  /**
   * The same queue and sink with a separate account: its `flush` settles only what was written through it. Concurrent
   * invocations use one each, so that they do not wait for each other's events.
   */
  fork(): EventWriter;
  /**
   * Settles everything that was written, through forks too. What is written later goes to `undelivered` at once. Call
   * it last, before a process or worker thread ends. Never rejects.
   */
  shutdown(options?: FlushOptions): Promise<FlushReport>;
  health(): DeliveryHealth;
  readonly counters: DeliveryCounters;
}

/** A writer of this package has accounts; a function of the user's own has none. */
export type AnyWriter = WriteEvent & Partial<Pick<EventWriter, "fork">>;

/** What a logger needs of the function that it writes to. */
export interface RecordWriter {
  /** Never throws. */
  write(record: EventRecord<string>): void;
  /** Never rejects. */
  flush(options?: FlushOptions): Promise<FlushReport>;
}

import type { EventRecord, OriginRegistration } from "@service-events/schema";

/** How long a flush may take. */
export interface FlushOptions {
  /** When to give up, in ms since 1970. Default: 3 seconds from now. */
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
  /** Tries beyond a record's first. */
  readonly retried: number;
  readonly undelivered: number;
}

/**
 * Where a logger puts its records. Any function of a record will do; those of this package can also be flushed.
 */
export interface WriteEvent {
  (event: EventRecord): void;
  /** Settles all that was written before the call. Never rejects. */
  flush?(options?: FlushOptions): Promise<FlushReport>;
  /** Tells the registry about an origin: best effort, with the next batch. */
  register?(origin: OriginRegistration): void;
}

/** A function that writes events to a sink through a queue that loses nothing. */
export interface EventWriter extends WriteEvent {
  (event: EventRecord<string>): void;
  flush(options?: FlushOptions): Promise<FlushReport>;
  register(origin: OriginRegistration): void;
  /**
   * The same road with an account of its own: its `flush` settles only what was written through it. One for each
   * of several invocations at once, so that none waits for another's events.
   */
  fork(): EventWriter;
  readonly counters: DeliveryCounters;
}

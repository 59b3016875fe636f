import type { EventRecord, OriginRegistration } from "@service-events/schema";

/**
 * What kind of refusal it is, for programs that must act on it: `forbidden` when credentials are missing, wrong or do not
 * allow the request, `throttled` when the server is over capacity.
 */
export type RefusalKind = "forbidden" | "throttled";

/** Why a record is not stored. */
export type Refusal = {
  /** For people. */
  readonly reason: string;
  /** Missing when it is neither, or the server does not tell. */
  readonly kind?: RefusalKind;
} & (
  | {
      /** Worth another try: after `afterMs` if the server said so, else after a random pause. */
      readonly status: "retry";
      readonly afterMs?: number;
    }
  | {
      /** No further try can change that. */
      readonly status: "reject";
      /** How many records of the batch were rejected, where the server accepted the others and does not say which. */
      readonly rejected?: number;
    }
);

/** What became of one record of a batch. */
export type Outcome = { readonly status: "ok" } | Refusal;

/**
 * What became of a batch: one outcome a record, in their order, or one for all of them.
 *
 * `bisect` says that the server refuses the batch because of a record in it without saying which:
 * delivery then halves the batch until the bad record is alone.
 */
export type BatchOutcome =
  | readonly Outcome[]
  | Outcome
  | { readonly status: "bisect"; readonly reason: string };

/** The outcome of a record that is stored. */
export const OK: Outcome = { status: "ok" };

/** A record in delivery, with the text that the sink sends for it. */
export interface Entry {
  readonly record: EventRecord<string>;
  /** The record's text from the sink's `encode`. */
  readonly text: string;
}

/** What one request to a sink may hold. */
export interface SinkLimits {
  /** Records in a batch. */
  readonly records: number;
  /** Length of a batch, in characters of its entries' texts. */
  readonly bytes: number;
}

/** An origin to register, so that readers know where to look. */
export interface Registration {
  /** Whether the registry has it. Until then events go to the origin's first partition only. */
  readonly isKnown: boolean;
  /** Puts it into the registry now instead of with the next batch, in one try. */
  send(signal: AbortSignal): Promise<Outcome>;
}

/**
 * A place that events go to. Delivery does the queueing, retries, deadlines and settling, so a sink is small:
 * it encodes records and reports the outcome of sending them.
 */
export interface Sink {
  /** Names the sink in messages, such as `dynamodb:event-log`. */
  readonly name: string;
  readonly limits: SinkLimits;
  /** How long one request may take, in ms, unless the writer's options say otherwise. Default: 1,000. */
  readonly attemptTimeoutMs?: number;
  /**
   * Encodes a record as the text that is sent. Called once per record, synchronously in `event()`: the text
   * is the snapshot, and its length is what the queue's bound counts.
   */
  encode(record: EventRecord<string>): string;
  /** Sends a batch. A rejection counts as `retry` for every record. */
  send(batch: readonly Entry[], signal: AbortSignal): Promise<BatchOutcome>;
  /** Notes an origin for the sink's registry, if it has one. No flush waits for it. */
  register?(origin: OriginRegistration): Registration;
}

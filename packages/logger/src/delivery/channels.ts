import { channel } from "node:diagnostics_channel";
import type { BatchOutcome, Refusal } from "../sink.js";

/**
 * A request to a sink and what came of it, published on the diagnostics channel `service-events:request`.
 */
export interface DeliveryRequest {
  /** The sink's name, such as `dynamodb:event-log`. */
  readonly sink: string;
  readonly records: number;
  readonly bytes: number;
  readonly ms: number;
  readonly outcome: BatchOutcome;
}

/** Records that are handed to `undelivered`, published on `service-events:undelivered`. */
export interface DeliveryFailure {
  readonly sink: string;
  readonly records: number;
  readonly reason: string;
  readonly refusal: Refusal | undefined;
}

/** Nothing is made for a channel that nobody subscribes to. */
export const requestChannel = channel("service-events:request");
export const undeliveredChannel = channel("service-events:undelivered");

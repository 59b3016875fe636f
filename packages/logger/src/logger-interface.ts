import type { DefaultEvents } from "./catalogue/default-events.js";
import type { Catalogue } from "./catalogue/definition.js";
import type { EventArguments, EventName } from "./catalogue/event-data.js";
import type { FlushOptions, FlushReport } from "./event-writer.js";

/** What all events and lines of a logger share. Fields beyond the three ids become part of every payload. */
export interface Bindings {
  userId?: string;
  requestId?: string;
  correlationId?: string;
  [field: string]: unknown;
}

declare const known: unique symbol;

/**
 * Events for the business, lines for debugging. No method throws.
 *
 * `Events` is the catalogue: the compiler rejects events that are not in it and payloads that do not match.
 */
export interface Logger<Events extends Catalogue = DefaultEvents> {
  /** Records a durable event: its name in the catalogue, and its data. */
  event<Name extends EventName<Events>>(event: Name, ...data: EventArguments<Events, Name>): void;
  /** Prints a line; silent in `prod`. */
  debug(message: string, context?: unknown): void;
  info(message: string, context?: unknown): void;
  warn(message: string, context?: unknown): void;
  /** Prints a line, with the stack of an Error in `context`, and records a durable `ERROR` event. */
  error(message: string, context?: unknown): void;
  /** A logger that adds these bindings to its own. */
  child(bindings: Bindings): Logger<Events>;
  /** Settles every event recorded so far: delivered, or handed to `undelivered`. Never rejects. */
  flush(options?: FlushOptions): Promise<FlushReport>;
  /**
   * Never set. It tells the compiler that a logger with more events can be passed where one with fewer is expected, and
   * not vice versa, which it cannot infer from a generic method.
   */
  readonly [known]?: Events;
}

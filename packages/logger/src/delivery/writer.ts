import type { EventRecord } from "@service-events/schema";
import type { EventWriter } from "../event-writer.js";
import { OK, type Registration, type Sink } from "../sink.js";
import { type Account, createAccount } from "./account.js";
import { createDeliveryWithDeadLetter } from "./dead-letter.js";
import { createDelivery, type Delivery } from "./delivery.js";
import type { DeliveryOptions } from "./options.js";

/** There are no readers to tell. */
const NO_REGISTRY: Registration = { isKnown: true, send: async () => OK };

/**
 * Creates the `writeEvent` of a sink: the function that a logger gives its records to.
 *
 * @throws RangeError or TypeError when an option cannot be used.
 *
 * @example
 * const writeEvent = createEventWriter(createConsoleSink(process.stdout), { queueRecords: 1_000 });
 */
export function createEventWriter(sink: Sink, options: DeliveryOptions = {}): EventWriter {
  const delivery = createDelivery(sink, options);
  return writerFor(sink, delivery, delivery.everything);
}

/** Creates the writer of a sink that hands what the sink does not take to another one. */
export function createWriterWithDeadLetter(
  sink: Sink,
  deadLetterSink: Sink,
  options: DeliveryOptions,
): EventWriter {
  const delivery = createDeliveryWithDeadLetter(sink, deadLetterSink, options);
  return writerFor(sink, delivery, delivery.everything);
}

function writerFor(sink: Sink, delivery: Delivery, account: Account): EventWriter {
  function writeEvent(record: EventRecord<string>): void {
    delivery.accept(record, account);
  }
  return Object.assign(writeEvent, {
    flush: delivery.flush.bind(undefined, account),
    register: (origin: Parameters<EventWriter["register"]>[0]) =>
      sink.register?.(origin) ?? NO_REGISTRY,
    fork: () => writerFor(sink, delivery, createAccount()),
    shutdown: delivery.shutdown,
    health: delivery.health,
    counters: delivery.counters,
  });
}

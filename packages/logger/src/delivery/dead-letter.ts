import type { EventRecord } from "@service-events/schema";
import type { EventWriter, FlushOptions, FlushReport } from "../event-writer.js";
import type { Sink } from "../sink.js";
import { FLUSH_MS } from "./delivery.js";
import type { DeliveryOptions } from "./options.js";
import { orPrint } from "./undelivered.js";
import { createEventWriter } from "./writer.js";

/** The part of a flush's time, from 0 to 1, in which the sink itself must have taken the events. */
const OWN_PART = 0.6;

/**
 * Creates the writer of a sink that hands what the sink does not take to another one, within the deadline of the same
 * flush. What that one does not take either goes to `undelivered`, with the reasons of both.
 */
export function createWriterWithDeadLetter(
  sink: Sink,
  deadLetterSink: Sink,
  options: DeliveryOptions,
): EventWriter {
  const undelivered = orPrint(options.undelivered, deadLetterSink.name);
  let refusal = "";
  const deadLetter = createEventWriter(deadLetterSink, {
    ...options,
    undelivered: (records, reason, last) =>
      undelivered(records, `${reason}; and ${sink.name} before it: ${refusal}`, last),
  });
  const writer = createEventWriter(sink, {
    ...options,
    undelivered(records, reason) {
      refusal = reason;
      for (const record of records) deadLetter(record);
    },
  });
  return flushBoth(writer, deadLetter);
}

/**
 * What went to the dead-letter writer is still reported as undelivered: it is safe, but not where readers look.
 */
function flushBoth(writer: EventWriter, deadLetter: EventWriter): EventWriter {
  async function flush(options: FlushOptions = {}): Promise<FlushReport> {
    const now = Date.now();
    const deadline = options.deadline ?? now + FLUSH_MS;
    const report = await writer.flush({ deadline: now + (deadline - now) * OWN_PART });
    await deadLetter.flush({ deadline });
    return report;
  }

  function writeEvent(record: EventRecord<string>): void {
    writer(record);
  }
  return Object.assign(writeEvent, {
    flush,
    register: writer.register,
    fork: () => flushBoth(writer.fork(), deadLetter),
    counters: writer.counters,
  });
}

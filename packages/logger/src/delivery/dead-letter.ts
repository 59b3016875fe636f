import type { EventWriter, FlushOptions, FlushReport } from "../event-writer.js";
import type { EventRecord } from "../schema.js";
import { FLUSH_MS } from "./delivery.js";
import type { Undelivered } from "./undelivered.js";

/** The part of a flush's time, from 0 to 1, in which the sink itself must have taken the events. */
const OWN_PART = 0.6;

/** Hands what a sink did not take to another writer; what that one does not take either is its `undelivered`. */
export function handTo(deadLetter: EventWriter): Undelivered {
  return (records) => {
    for (const record of records) deadLetter(record);
  };
}

/**
 * Makes the flushes of a writer include those of its dead-letter writer, within the same deadline. What went to the
 * dead-letter writer is still reported as undelivered: it is safe, but not where readers look.
 */
export function flushWithDeadLetter(writer: EventWriter, deadLetter: EventWriter): EventWriter {
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
    fork: () => flushWithDeadLetter(writer.fork(), deadLetter),
    counters: writer.counters,
  });
}

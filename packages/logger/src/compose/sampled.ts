import { type EventRecord, EventType } from "@service-events/schema";
import type { EventWriter } from "../event-writer.js";
import { assertWriter } from "./combine.js";

/**
 * Creates the `writeEvent` that passes on a fraction of the events, for a sink that charges by volume. Each event that is
 * kept has the `weight` of those it stands for; errors are always kept and never weighted.
 *
 * An event's id decides, so all sinks with the same rate keep the same events, and one with a lower rate a subset.
 * For the same reason, nesting `sampled` drops nothing more and makes the weights wrong.
 *
 * @param rate the fraction to keep, above 0 and at most 1: 0.1 keeps one in ten
 * @throws TypeError or RangeError if an argument is invalid.
 * @example
 * const writeEvent = fanOut(table, sampled(0.1, createDatadogEventWriter({ apiKey })));
 */
export function sampled(rate: number, writer: EventWriter): EventWriter {
  if (!(typeof rate === "number" && rate > 0 && rate <= 1)) {
    throw new RangeError(
      `the rate of sampled must be above 0 and at most 1, received ${String(rate)}: 0.1 keeps one of ten events`,
    );
  }
  assertWriter("the writer of sampled", writer);
  return rate === 1 ? writer : sampledWriter(rate, writer);
}

function sampledWriter(rate: number, writer: EventWriter): EventWriter {
  function writeEvent(record: EventRecord<string>): void {
    if (isError(record)) writer(record);
    // Other sinks share the record, so the weight goes on a copy.
    else if (share(record.sk) < rate) writer({ ...record, weight: (record.weight ?? 1) / rate });
  }
  return Object.assign(writeEvent, {
    flush: writer.flush,
    shutdown: writer.shutdown,
    health: writer.health,
    register: writer.register,
    fork: () => sampledWriter(rate, writer.fork()),
    counters: writer.counters,
  });
}

function isError({ level, event }: EventRecord<string>): boolean {
  return level === "error" || event === EventType.Error;
}

/** Hashes an id to a number from 0 up to 1: FNV-1a with MurmurHash's finalizer, the same in every process. */
function share(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) {
    hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

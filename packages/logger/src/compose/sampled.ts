import { type EventRecord, EventType } from "@service-events/schema";
import type { EventWriter } from "../event-writer.js";
import { assertWriter } from "./combine.js";

/**
 * Creates the `writeEvent` that passes only a part of the events on, for a place that is paid for by volume. Each
 * event that is kept has the `weight` of those it stands for; errors are always kept and never weighted.
 *
 * An event's id decides, so all places with the same rate keep the same events, and one with a lower rate some of those.
 * For the same reason a second `sampled` around this one would drop nothing more, and only make the weights wrong.
 *
 * @param rate the part that is kept, above 0 and at most 1: 0.1 keeps one of ten
 * @throws TypeError or RangeError when an argument cannot be used.
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
    // Other places have the same record, so its weight is that of a copy.
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

/** A number from 0 up to 1 for an id, the same in every process: FNV-1a, with MurmurHash's last step to spread it. */
function share(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) {
    hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

import { createEventWriter, type EventRecord } from "@service-events/logger";
import { undeliveredLines } from "@service-events/logger/replay";
import type { OpenSink } from "./sinks.js";

/** What came of sending some events. */
export interface Sent {
  delivered: number;
  /** Those that were not, as lines that `send --input` and `replay` read. */
  lines: readonly string[];
  undelivered: number;
  /** Why, and how many. */
  reasons: ReadonlyMap<string, number>;
}

/** Bytes that may wait: a batch of records that are as large as the table allows. */
const QUEUE_BYTES = 256 * 1024 * 1024;
/** For the slowest of places, a webhook. */
const ATTEMPT_MS = 15_000;
/** How long a place that fails is asked again, in ms, and how long a batch may take in all. */
const GIVE_UP_AFTER_MS = 60_000;
const FLUSH_MS = 120_000;

/** Makes a function that sends events over the logger's delivery, and settles all of them before it resolves. */
export function createBatchSender({
  sink,
  attemptTimeoutMs = ATTEMPT_MS,
}: OpenSink): (events: readonly EventRecord<string>[]) => Promise<Sent> {
  let refused: { records: readonly EventRecord<string>[]; reason: string }[] = [];
  const write = createEventWriter(sink, {
    queueBytes: QUEUE_BYTES,
    attemptTimeoutMs,
    giveUpAfterMs: GIVE_UP_AFTER_MS,
    undelivered: (records, reason) => void refused.push({ records, reason }),
  });

  return async function sendBatch(events) {
    refused = [];
    for (const event of events) write(event);
    const { delivered, undelivered } = await write.flush({ deadline: Date.now() + FLUSH_MS });
    const reasons = new Map<string, number>();
    for (const { records, reason } of refused) {
      reasons.set(reason, (reasons.get(reason) ?? 0) + records.length);
    }
    const lines = refused.flatMap(({ records, reason }) =>
      records.flatMap((record) => undeliveredLines(record, reason, sink.name)),
    );
    return { delivered, undelivered, lines, reasons };
  };
}

import { createEventWriter, type EventRecord } from "@service-events/logger";
import { undeliveredLines } from "@service-events/logger/replay";
import { createRefusals, type RefusalCount } from "../../writing/refusals.js";
import type { OpenSink } from "./sinks.js";

/** The outcome of sending a batch of events. */
export interface Sent {
  delivered: number;
  undelivered: number;
  /** The undelivered events, as lines that `send --input` and `replay` read. */
  lines: readonly string[];
  refusals: readonly RefusalCount[];
  /** Whether the sink accepted any event, those included of which it does not say which ones it accepted. */
  isAccepted: boolean;
}

/** Bytes that may wait: a batch of records that are as large as the table allows. */
const QUEUE_BYTES = 256 * 1024 * 1024;
/** Long enough for the slowest sink, a webhook. */
const ATTEMPT_MS = 15_000;
/** How long a sink that fails is retried, in ms, and how long a batch may take in all. */
const GIVE_UP_AFTER_MS = 60_000;
const FLUSH_MS = 120_000;

/** Makes a function that sends events through the logger's delivery, and resolves when all of them are settled. */
export function createBatchSender({
  sink,
  attemptTimeoutMs = ATTEMPT_MS,
}: OpenSink): (events: readonly EventRecord<string>[]) => Promise<Sent> {
  let refusals = createRefusals();
  let lines: string[] = [];
  let isAcceptedInPart = false;
  const write = createEventWriter(sink, {
    queueBytes: QUEUE_BYTES,
    attemptTimeoutMs,
    giveUpAfterMs: GIVE_UP_AFTER_MS,
    undelivered(records, reason, refusal) {
      refusals.add(records, reason, refusal);
      lines.push(...records.flatMap((record) => undeliveredLines(record, reason, sink.name)));
      const rejected = refusal?.status === "reject" ? refusal.rejected : undefined;
      if (rejected !== undefined && rejected < records.length) isAcceptedInPart = true;
    },
  });

  return async function sendBatch(events) {
    refusals = createRefusals();
    lines = [];
    isAcceptedInPart = false;
    for (const event of events) write(event);
    const { delivered, undelivered } = await write.flush({ deadline: Date.now() + FLUSH_MS });
    const isAccepted = delivered > 0 || isAcceptedInPart;
    return { delivered, undelivered, lines, refusals: refusals.counts, isAccepted };
  };
}

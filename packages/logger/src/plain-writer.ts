import type { EventRecord } from "@service-events/schema";
import { timeLeft } from "./deadline.js";
import { printUndelivered } from "./delivery/undelivered.js";
import type { FlushOptions, FlushReport, WriteEvent } from "./event-writer.js";
import { within } from "./within.js";

/** What a logger needs of the place that it writes to. */
export interface RecordWriter {
  write(record: EventRecord<string>): void;
  flush(options?: FlushOptions): Promise<FlushReport>;
}

const NOTHING: FlushReport = { delivered: 0, undelivered: 0, pending: 0 };

/**
 * Makes any function of a record safe to write to. One that throws, or gives a promise that rejects, costs no event:
 * the record becomes an undelivered line.
 */
export function recordWriter(writeEvent: WriteEvent): RecordWriter {
  const print = printUndelivered("writeEvent");
  const promises = new Set<Promise<unknown>>();

  function failed(record: EventRecord<string>, error: unknown): void {
    print([record], `writeEvent failed: ${error instanceof Error ? error.message : String(error)}`);
  }

  return {
    write(record) {
      try {
        const result: unknown = writeEvent(record as EventRecord);
        if (!isThenable(result)) return;
        const settled = Promise.resolve(result)
          .catch((error: unknown) => failed(record, error))
          .finally(() => promises.delete(settled));
        promises.add(settled);
      } catch (error) {
        failed(record, error);
      }
    },
    async flush(options) {
      if (writeEvent.flush) return writeEvent.flush(options);
      await within(timeLeft(options), Promise.all(promises));
      return { ...NOTHING, pending: promises.size };
    },
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === "function";
}

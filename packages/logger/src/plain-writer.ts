import type { EventRecord } from "@service-events/schema";
import { timeLeft } from "./deadline.js";
import { printUndelivered } from "./delivery/undelivered.js";
import type { AnyWriter, FlushReport, RecordWriter, WriteEvent } from "./event-writer.js";
import { within } from "./within.js";
import { accountNow } from "./work-scope.js";

const NOTHING: FlushReport = { delivered: 0, undelivered: 0, pending: 0 };

/**
 * Makes any function of a record safe to write to, and gives each invocation its own account of events, so that the end
 * of the invocation can settle them, whichever logger recorded them.
 */
export function recordWriter(writeEvent: AnyWriter): RecordWriter {
  const everything = safeWriter(writeEvent);
  const open = () => safeWriter(writeEvent.fork?.() ?? writeEvent);
  return {
    write: (record) => accountNow(writeEvent, everything, open).write(record),
    flush: everything.flush,
  };
}

/** If the function throws or returns a rejected promise, the record becomes an undelivered line. */
export function safeWriter(writeEvent: WriteEvent): RecordWriter {
  const print = printUndelivered("writeEvent");
  const promises = new Set<Promise<unknown>>();

  function failed(record: EventRecord<string>, error: unknown): void {
    print([record], `writeEvent failed: ${messageOf(error)}`);
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
      try {
        if (writeEvent.flush) return await writeEvent.flush(options ?? {});
      } catch (error) {
        console.warn(`service-events: the flush of writeEvent failed: ${messageOf(error)}`);
      }
      await within(timeLeft(options), Promise.all(promises));
      return { ...NOTHING, pending: promises.size };
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === "function";
}

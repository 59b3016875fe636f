/** Keeps accepted events in files until they are settled, for servers that must lose nothing. */
import type { EventRecord } from "@service-events/schema";
import { timeLeft } from "../deadline.js";
import type { DeliveryOptions } from "../delivery/options.js";
import type { Undelivered } from "../delivery/undelivered.js";
import type { EventWriter, FlushOptions, FlushReport } from "../event-writer.js";
import { lockFolder } from "./lock.js";
import { createPump } from "./pump.js";
import { type Fsync, openSegments } from "./segments.js";

/** Where events wait, how many may, and who delivers them. Wrong values throw when the writer is made. */
export interface SpoolConfig {
  /** A folder of this process alone, on a local disk. It is made if it is not there. */
  folder: string;
  /** Makes the writer that delivers: pass the options on to it. */
  createWriter: (options: Pick<DeliveryOptions, "undelivered" | "whenDown">) => EventWriter;
  /**
   * Bytes that may wait in the folder. Events beyond it, and those that the disk does not take, are delivered without
   * the spool. Default: 256 MiB.
   */
  maxBytes?: number;
  /**
   * What survives a power cut. `never`: what the operating system had written by then; a process that is killed loses
   * nothing in any case. `always`: every event that was accepted, at the price of a disk access each. A number: all but
   * the last so many ms. Default: `never`.
   */
  fsync?: Fsync;
  /**
   * Receives what the sink rejects although it takes others, and what bypassed the files and is not delivered. Default:
   * one JSON line a record on stderr.
   */
  undelivered?: Undelivered;
}

/** A writer whose events wait in files. */
export interface SpooledEventWriter extends EventWriter {
  /** What the folder holds now, and what it could not. */
  readonly spool: {
    /** Bytes that wait. */
    readonly bytes: number;
    /** Events that were delivered without the spool, for it was full or could not be written. */
    readonly bypassed: number;
    /** Why, the last time. */
    readonly failure?: string;
  };
  /** Settles what it can before the deadline and releases the folder; what is left is delivered at the next start. */
  shutdown(options?: FlushOptions): Promise<FlushReport>;
}

const MAX_BYTES = 256 * 1024 * 1024;
const SEGMENT_BYTES = 8 * 1024 * 1024;

/**
 * Creates a writer that appends each event to a file before `event()` returns, and delivers from there. A process that is
 * killed, or a sink that is down for hours, loses nothing within the bound: at the next start what is left is
 * delivered first. An event may then be delivered twice, which makes one item.
 *
 * @throws Error when another living process uses the folder, or it cannot be written; TypeError or RangeError when an
 * option cannot be used.
 * @example
 * const writeEvent = createSpooledEventWriter({
 *   folder: "/var/spool/orders",
 *   createWriter: (options) => createDynamoEventWriter({ tableName: "event-log", client, ...options }),
 * });
 */
export function createSpooledEventWriter(config: SpoolConfig): SpooledEventWriter {
  assertConfig(config);
  const { folder, createWriter, undelivered, maxBytes = MAX_BYTES, fsync = "never" } = config;
  const release = lockFolder(folder);
  process.once("exit", release);
  const segmentBytes = Math.min(SEGMENT_BYTES, maxBytes);
  const segments = openSegments(folder, { maxBytes, segmentBytes, fsync });
  const pump = createPump(segments, createWriter, undelivered);
  let accepted = segments.linesFound;
  let bypassed = 0;
  let failure: string | undefined;
  let closed = false;

  function writeEvent(record: EventRecord<string>): void {
    accepted++;
    const problem = closed ? "the spool is closed" : segments.append(JSON.stringify(record));
    if (problem === undefined) {
      pump.start();
      return;
    }
    failure = problem;
    bypassed++;
    pump.writer(record);
  }

  async function flush(options?: FlushOptions): Promise<FlushReport> {
    const before = { ...pump.counters };
    const waiting = accepted - bypassed - before.delivered - before.undelivered;
    const ms = timeLeft(options);
    await Promise.all([
      pump.settleTo(segments.end, ms),
      bypassed > 0 && pump.writer.flush(options),
    ]);
    const delivered = Math.min(pump.counters.delivered - before.delivered, waiting);
    const rejected = pump.counters.undelivered - before.undelivered;
    const undelivered = Math.min(rejected, waiting - delivered);
    return { delivered, undelivered, pending: waiting - delivered - undelivered };
  }

  async function shutdown(options?: FlushOptions): Promise<FlushReport> {
    const report = await flush(options);
    if (closed) return report;
    closed = true;
    pump.stop();
    await pump.writer.shutdown({ deadline: 0 });
    segments.close();
    process.removeListener("exit", release);
    release();
    return report;
  }

  pump.start();

  const spooled: SpooledEventWriter = Object.assign(writeEvent, {
    flush,
    shutdown,
    register: pump.writer.register,
    /** All share the files, and so one account. */
    fork: () => spooled,
    health: pump.writer.health,
    counters: {
      get accepted() {
        return accepted;
      },
      get delivered() {
        return pump.counters.delivered;
      },
      get retried() {
        return pump.counters.retried;
      },
      get undelivered() {
        return pump.counters.undelivered;
      },
    },
    spool: {
      get bytes() {
        return segments.bytes;
      },
      get bypassed() {
        return bypassed;
      },
      get failure() {
        return failure;
      },
    },
  });
  return spooled;
}

function assertConfig({ folder, createWriter, maxBytes, fsync }: SpoolConfig): void {
  if (typeof folder !== "string" || folder === "") {
    throw new TypeError(`folder must be the path of a folder, received ${JSON.stringify(folder)}`);
  }
  if (typeof createWriter !== "function") {
    throw new TypeError(
      `createWriter must be a function that makes the writer, received ${typeof createWriter}`,
    );
  }
  if (maxBytes !== undefined && !(Number.isSafeInteger(maxBytes) && maxBytes >= 1024)) {
    throw new RangeError(`maxBytes must be a whole number from 1024, received ${String(maxBytes)}`);
  }
  const isPeriod = typeof fsync === "number" && fsync >= 1 && fsync < 2 ** 31;
  if (fsync !== undefined && fsync !== "never" && fsync !== "always" && !isPeriod) {
    throw new RangeError(
      `fsync must be 'never', 'always' or a number of ms from 1, received ${String(fsync)}`,
    );
  }
}

import type { EventWriter, FlushReport } from "../event-writer.js";
import { createRecordRegistrar } from "./register-records.js";
import {
  createUndeliveredReader,
  type ReaderOptions,
  type UndeliveredEntry,
} from "./undelivered-reader.js";

export { createRecordRegistrar, type RecordRegistrar } from "./register-records.js";
export { undeliveredLines } from "./undelivered-lines.js";
export {
  createUndeliveredReader,
  type ReaderOptions,
  type UndeliveredEntry,
  type UndeliveredReader,
} from "./undelivered-reader.js";

/** Which lines are read, and who hears of those that cannot be. */
export type ReplayOptions = ReaderOptions;

/** What came of a replay. */
export interface ReplayReport extends FlushReport {
  /** Records found in the lines and written again. */
  found: number;
  /** Registrations of origins found in the lines. */
  registrations: number;
  /** Why the registry has not got some of the origins: queries must name these. */
  unregistered: string[];
  /** Entries that could not be read: cut short, forged, or parts of a record whose others are missing. */
  unreadable: number;
  /** Records that another sink than the one asked for did not take. */
  skipped: number;
}

/** How many records are written between two flushes: the queue holds no more than these. */
const FLUSH_EVERY = 1_000;
/** How long such a flush may take, in ms. */
const FLUSH_MS = 30_000;

/**
 * Finds the undelivered lines among others, writes their records again, and registers their origins. A record is the
 * same item however often it is written, so replaying twice changes nothing.
 *
 * Lines may be raw stderr, `aws logs tail` output, the files of Docker and containerd, CSV, or JSON that holds the line
 * as a text or an object, at any depth. Only what a logger could have written is put back: see `checkRecord`.
 *
 * @example
 * await replay(createInterface({ input: process.stdin }), createDynamoEventWriter({ tableName, client }));
 */
export async function replay(
  lines: Iterable<string> | AsyncIterable<string>,
  writer: EventWriter,
  options: ReplayOptions = {},
): Promise<ReplayReport> {
  const reader = createUndeliveredReader(options);
  const registrar = createRecordRegistrar(writer);
  const unregistered = new Set<string>();
  const report = { found: 0, registrations: 0, delivered: 0, undelivered: 0, pending: 0 };

  async function register(entry: UndeliveredEntry): Promise<void> {
    const reason =
      "record" in entry
        ? await registrar.of(entry.record)
        : await registrar.register(entry.registration);
    if (reason !== undefined) unregistered.add(reason);
  }

  async function flush(): Promise<void> {
    const { delivered, undelivered } = await writer.flush({ deadline: Date.now() + FLUSH_MS });
    report.delivered += delivered;
    report.undelivered += undelivered;
  }

  for await (const line of lines) {
    for (const entry of reader.read(line)) {
      await register(entry);
      if ("registration" in entry) {
        report.registrations++;
        continue;
      }
      writer(entry.record);
      report.found++;
      if (report.found % FLUSH_EVERY === 0) await flush();
    }
  }
  await flush();
  const { unreadable, skipped } = reader;
  return { ...report, unregistered: [...unregistered], unreadable, skipped };
}

import {
  createDynamoEventWriter,
  type EventRecord,
  type EventWriter,
} from "@service-events/logger";
import { createRecordRegistrar } from "@service-events/logger/replay";
import { readOrigins } from "@service-events/query";
import type { Cli } from "../cli.js";
import { createClient, explainMissingTable } from "../connection/open-log.js";
import type { Target } from "../connection/target.js";
import { createRefusals, type RefusalCount } from "./refusals.js";

/** Writes records into a table as a logger does. */
export interface TableWriter {
  /** Accepts a record; its `flush` settles all records that were accepted. */
  writer: EventWriter;
  /** Registers a record's origin, shard and type. Call it before the record is written, so that queries always find it. */
  register(record: EventRecord<string>): Promise<void>;
  /** Why the registry refused origins: only queries that name such an origin find its events. */
  readonly unregistered: ReadonlySet<string>;
  readonly refusals: readonly RefusalCount[];
  close(): void;
}

/** Bytes that may wait: many records that are as large as the table allows. */
const QUEUE_BYTES = 256 * 1024 * 1024;
/** How long a throttled table is retried, in ms. */
const GIVE_UP_AFTER_MS = 60_000;

/**
 * Opens a table for writing.
 *
 * @throws Error when there are no credentials or there is no such table: better now than after all retries.
 */
export async function openTableWriter({ tableName, settings }: Target): Promise<TableWriter> {
  const client = createClient(settings);
  await readOrigins({ tableName, client }).catch(async (error: unknown) => {
    // Credentials that may only write are enough for an import.
    if (error instanceof Error && error.name === "AccessDeniedException") return;
    throw await explainMissingTable(error, tableName, client);
  });
  const refusals = createRefusals();
  const unregistered = new Set<string>();
  const writer = createDynamoEventWriter({
    tableName,
    client,
    // Undelivered records are still where they were read from: they must not go to the queue of a function.
    deadLetterQueueUrl: "",
    queueBytes: QUEUE_BYTES,
    giveUpAfterMs: GIVE_UP_AFTER_MS,
    undelivered: refusals.add,
  });
  const registrar = createRecordRegistrar(writer, GIVE_UP_AFTER_MS);
  return {
    writer,
    async register(record) {
      const reason = await registrar.of(record);
      if (reason !== undefined) unregistered.add(reason);
    },
    unregistered,
    get refusals() {
      return refusals.counts;
    },
    close: () => client.destroy(),
  };
}

/** Warns of origins that the registry does not list. */
export function noteUnregistered({ notes }: Cli, reasons: Iterable<string>): void {
  for (const reason of reasons) {
    notes.warn(
      `some origins were not registered (${reason}): name the origin in queries to find its events`,
    );
  }
}

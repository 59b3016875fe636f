import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  createDynamoEventWriter,
  type EventRecord,
  type EventWriter,
} from "@service-events/logger";
import { type RegisteredEvent, type RegisteredOrigin, readOrigins } from "@service-events/query";
import { shardOf } from "@service-events/schema";
import type { Cli } from "../cli.js";
import { createClient, explainMissingTable } from "../connection/open-log.js";
import type { Target } from "../connection/target.js";

/** Writes records into a table as a logger does, and tells its registry about what it has not heard of. */
export interface TableWriter {
  /** Takes a record; its `flush` settles those that were taken. */
  writer: EventWriter;
  /** Why records were not written, and how many. */
  readonly refusals: ReadonlyMap<string, number>;
  /**
   * Has the registry list every origin and type that was written, so that queries find them. Gives back false when these
   * credentials do not allow to read the registry, which is then left alone.
   */
  register(): Promise<boolean>;
  close(): void;
}

/** Bytes that may wait: many records that are as large as the table allows. */
const QUEUE_BYTES = 256 * 1024 * 1024;
/** How long a throttled table is asked again, in ms. */
const GIVE_UP_AFTER_MS = 60_000;

interface Seen {
  shards: number;
  types: Map<string, RegisteredEvent>;
  last: EventRecord<string>;
}

/**
 * Opens a table for writing.
 *
 * @throws Error when there are no credentials or there is no such table: better now than after all retries.
 */
export async function openTableWriter({ tableName, settings }: Target): Promise<TableWriter> {
  const client = createClient(settings);
  const listed = await readRegistry(tableName, client);
  const refusals = new Map<string, number>();
  const seen = new Map<string, Seen>();
  const write = createDynamoEventWriter({
    tableName,
    client,
    // What cannot be written is still where it was read from: no queue of a function must get it.
    deadLetterQueueUrl: "",
    queueBytes: QUEUE_BYTES,
    giveUpAfterMs: GIVE_UP_AFTER_MS,
    undelivered(records, reason) {
      refusals.set(reason, (refusals.get(reason) ?? 0) + records.length);
    },
  });

  function note(record: EventRecord<string>): void {
    const { origin, pk, event, level } = record;
    const known = seen.get(origin) ?? { shards: 1, types: new Map(), last: record };
    known.shards = Math.max(known.shards, shardOf(pk) + 1);
    known.types.set(event, level ? { level } : {});
    known.last = record;
    seen.set(origin, known);
  }

  const writer: EventWriter = Object.assign(
    (record: EventRecord<string>) => {
      note(record);
      write(record);
    },
    {
      flush: write.flush,
      register: write.register,
      fork: write.fork,
      get counters() {
        return write.counters;
      },
    },
  );
  return {
    writer,
    refusals,
    async register() {
      // Without having seen the registry nothing may be put over what it says.
      if (!listed) return false;
      for (const [origin, { shards, types, last }] of seen) {
        const known = listed.find((other) => other.origin === origin);
        const isNew = [...types.keys()].some(
          (type) => !known || !Object.hasOwn(known.events, type),
        );
        if (known && !isNew && known.shards >= shards) continue;
        // What the catalogue of a logger has said is worth more than what the records say.
        const events = { ...Object.fromEntries(types), ...known?.events };
        write.register({ origin, shards: Math.max(shards, known?.shards ?? 1), events });
        // A registration travels with a batch; a record that is written again is the same item.
        write(last);
      }
      await write.flush({ deadline: Date.now() + GIVE_UP_AFTER_MS });
      return true;
    },
    close: () => client.destroy(),
  };
}

async function readRegistry(
  tableName: string,
  client: DynamoDBClient,
): Promise<RegisteredOrigin[] | undefined> {
  try {
    return await readOrigins({ tableName, client });
  } catch (error) {
    // Whoever may only write can still import.
    if (error instanceof Error && error.name === "AccessDeniedException") return undefined;
    throw await explainMissingTable(error, tableName, client);
  }
}

/** Completes the registry, and says when it cannot. */
export async function registerOrigins({ notes }: Cli, table: TableWriter): Promise<void> {
  if (await table.register()) return;
  notes.warn(
    "the registry was left alone, as dynamodb:Query is not allowed: name origins in queries",
  );
}

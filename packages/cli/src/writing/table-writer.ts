import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  createDynamoEventWriter,
  type EventRecord,
  type EventWriter,
  type Undelivered,
} from "@service-events/logger";
import { type RegisteredOrigin, readOrigins } from "@service-events/query";
import { type RegisteredEvent, shardOf } from "@service-events/schema";
import type { Cli } from "../cli.js";
import { createClient, explainMissingTable } from "../connection/open-log.js";
import type { Target } from "../connection/target.js";
import { createRefusals, type RefusalCount } from "./refusals.js";

/** Writes records into a table as a logger does, and lists their origins and types in its registry. */
export interface TableWriter {
  /** Accepts a record; its `flush` settles all records that were accepted. */
  writer: EventWriter;
  readonly refusals: readonly RefusalCount[];
  /**
   * Lists the origin of a record in the registry if it is new, so that the events of an interrupted import can be found.
   * To be called before the record is written.
   */
  announce(record: EventRecord<string>): Promise<void>;
  /**
   * Lists every origin and type that was written, so that queries find them. Returns false when these credentials may not
   * read the registry, which is then left unchanged.
   */
  register(): Promise<boolean>;
  close(): void;
}

/** Bytes that may wait: many records that are as large as the table allows. */
const QUEUE_BYTES = 256 * 1024 * 1024;
/** How long a throttled table is retried, in ms. */
const GIVE_UP_AFTER_MS = 60_000;

interface Seen {
  shards: number;
  types: Map<string, RegisteredEvent>;
  last: EventRecord<string>;
}

/**
 * Opens a table for writing.
 *
 * @throws Error when there are no credentials or no such table: better now than after all retries.
 */
export async function openTableWriter({ tableName, settings }: Target): Promise<TableWriter> {
  const client = createClient(settings);
  const listed = await readRegistry(tableName, client);
  const refusals = createRefusals();
  const seen = new Map<string, Seen>();
  const announced = new Map<string, number>();
  const write = createWriter(refusals.add);

  function createWriter(undelivered: Undelivered): EventWriter {
    return createDynamoEventWriter({
      tableName,
      client,
      // Undelivered records are still where they were read from: they must not go to the queue of a function.
      deadLetterQueueUrl: "",
      queueBytes: QUEUE_BYTES,
      giveUpAfterMs: GIVE_UP_AFTER_MS,
      undelivered,
    });
  }

  function see(record: EventRecord<string>): void {
    const { origin, pk, event } = record;
    const known = seen.get(origin) ?? { shards: 1, types: new Map(), last: record };
    known.shards = Math.max(known.shards, shardOf(pk) + 1);
    known.types.set(event, typeOf(record));
    known.last = record;
    seen.set(origin, known);
  }

  function listedOrigin(origin: string): RegisteredOrigin | undefined {
    return listed?.find((other) => other.origin === origin);
  }

  const writer: EventWriter = Object.assign(
    (record: EventRecord<string>) => {
      see(record);
      write(record);
    },
    {
      flush: write.flush,
      register: write.register,
      fork: write.fork,
      shutdown: write.shutdown,
      health: write.health,
      get counters() {
        return write.counters;
      },
    },
  );
  return {
    writer,
    get refusals() {
      return refusals.counts;
    },
    async announce(record) {
      // Without having read the registry, nothing in it may be replaced.
      if (!listed) return;
      const { origin, pk, event } = record;
      const shards = shardOf(pk) + 1;
      const known = listedOrigin(origin);
      if (Math.max(announced.get(origin) ?? 0, known?.shards ?? 0) >= shards) return;
      announced.set(origin, shards);
      // A writer registers an origin once. If this one fails, the other one says why.
      const announcer = createWriter(() => {});
      announcer.register({ origin, shards, events: { [event]: typeOf(record), ...known?.events } });
      announcer(record);
      await announcer.flush({ deadline: Date.now() + GIVE_UP_AFTER_MS });
    },
    async register() {
      if (!listed) return false;
      for (const [origin, { shards, types, last }] of seen) {
        const known = listedOrigin(origin);
        const isNew = [...types.keys()].some(
          (type) => !known || !Object.hasOwn(known.events, type),
        );
        if (known && !isNew && known.shards >= shards) continue;
        // A logger's catalogue knows more about a type than its records tell.
        const events = { ...Object.fromEntries(types), ...known?.events };
        write.register({ origin, shards: Math.max(shards, known?.shards ?? 1), events });
        // A registration travels with a batch; writing a record again gives the same item.
        write(last);
      }
      await write.flush({ deadline: Date.now() + GIVE_UP_AFTER_MS });
      return true;
    },
    close: () => client.destroy(),
  };
}

function typeOf({ level }: EventRecord<string>): RegisteredEvent {
  return level ? { level } : {};
}

async function readRegistry(
  tableName: string,
  client: DynamoDBClient,
): Promise<RegisteredOrigin[] | undefined> {
  try {
    return await readOrigins({ tableName, client });
  } catch (error) {
    // Credentials that may only write are enough for an import.
    if (error instanceof Error && error.name === "AccessDeniedException") return undefined;
    throw await explainMissingTable(error, tableName, client);
  }
}

/** Completes the registry, and warns when that is not possible. */
export async function registerOrigins({ notes }: Cli, table: TableWriter): Promise<void> {
  if (await table.register()) return;
  notes.warn(
    "origins were not registered: reading the registry needs dynamodb:Query; name the origin in queries to find these events",
  );
}

import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createDynamoEventWriter, type EventRecord } from "@service-events/logger";
import { originPartition, shardOf } from "@service-events/schema";

/** What a sample says; the rest is filled in. */
export type Sample = Partial<EventRecord<string>> & { shard?: number };

let number = 0;

/** Makes a record that happened so many ms ago, as a logger would have made it. */
export function record(agoMs: number, sample: Sample = {}): EventRecord<string> {
  const { shard = 0, origin = "orders", event = "JOB_STARTED", ...rest } = sample;
  const micros = String(number++ % 1_000).padStart(3, "0");
  const createdAt = `${new Date(Date.now() - agoMs).toISOString().slice(0, -1)}${micros}Z`;
  return {
    pk: originPartition(origin, shard),
    sk: `${createdAt}#${event}#${number}sample`,
    origin,
    event,
    createdAt,
    description: `what happened ${number}`,
    level: "info",
    environment: "test",
    ttl: Math.floor(Date.now() / 1000) + 30 * 86_400,
    ...rest,
  };
}

/** Stores records, and has the registry list their origins with the types that are given. */
export async function store(
  table: { tableName: string; client: DynamoDBClient },
  records: readonly EventRecord<string>[],
  types: Record<
    string,
    {
      level?: "debug" | "info" | "warn" | "error";
      description?: string;
      retentionDays?: number | null;
    }
  > = {},
): Promise<void> {
  const write = createDynamoEventWriter({ ...table, deadLetterQueueUrl: "" });
  for (const origin of new Set(records.map((each) => each.origin))) {
    const shards = Math.max(
      ...records.filter((each) => each.origin === origin).map(({ pk }) => shardOf(pk) + 1),
    );
    write.register({ origin, shards, events: types });
  }
  for (const each of records) write(each);
  const { delivered } = await write.flush({ deadline: Date.now() + 60_000 });
  if (delivered !== records.length) throw new Error(`stored ${delivered} of ${records.length}`);
}

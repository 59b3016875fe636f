import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  MAX_SHARDS,
  type OriginRegistration,
  REGISTRY_PARTITION,
  type RegisteredEvent,
} from "@service-events/schema";
import type { Item } from "./read/record.js";
import { sendQuery } from "./read/send.js";
import { toJson } from "./read/value.js";

/** An origin that has written to the table; its shards are the largest number it was ever given. */
export type RegisteredOrigin = OriginRegistration;

/**
 * Lists every origin that ever wrote to the table, in order of name, with its shards and its types of events.
 *
 * @example
 * const origins = await readOrigins({ tableName: "event-log", client: new DynamoDBClient() });
 */
export async function readOrigins(config: {
  tableName: string;
  client: DynamoDBClient;
}): Promise<RegisteredOrigin[]> {
  return (await readRegistry(config)).origins;
}

/** The same, with what reading it took. */
export async function readRegistry(
  table: { tableName: string; client: DynamoDBClient },
  signal?: AbortSignal,
): Promise<{ origins: RegisteredOrigin[]; cost: { scanned: number; units: number } }> {
  const items: Item[] = [];
  let units = 0;
  let start: Item | undefined;
  do {
    const page = await sendQuery(
      table.client,
      {
        TableName: table.tableName,
        KeyConditionExpression: "pk = :registry",
        ExpressionAttributeValues: { ":registry": { S: REGISTRY_PARTITION } },
        ReturnConsumedCapacity: "TOTAL",
        ...(start && { ExclusiveStartKey: start }),
      },
      signal,
    );
    items.push(...(page.Items ?? []));
    units += page.ConsumedCapacity?.CapacityUnits ?? 0;
    start = page.LastEvaluatedKey;
  } while (start);
  return { origins: toOrigins(items), cost: { scanned: items.length, units } };
}

/** Merges the registry's items: an origin whose shards were changed has one for each number. */
function toOrigins(items: readonly Item[]): RegisteredOrigin[] {
  const origins = new Map<string, { shards: number; events: Map<string, RegisteredEvent> }>();
  for (const item of items) {
    const name = item.origin?.S ?? item.sk?.S?.split("#", 1)[0];
    if (!name) continue;
    const known = origins.get(name) ?? { shards: 1, events: new Map() };
    known.shards = Math.max(known.shards, toShards(item.shards?.N));
    for (const [type, event] of Object.entries(item.events?.M ?? {})) {
      known.events.set(type, toJson(event) as RegisteredEvent);
    }
    origins.set(name, known);
  }
  return [...origins]
    .map(([origin, { shards, events }]) => ({ origin, shards, events: Object.fromEntries(events) }))
    .sort((a, b) => (a.origin < b.origin ? -1 : 1));
}

/** A damaged item must not make every read ask thousands of partitions. */
function toShards(text: string | undefined): number {
  const shards = Number(text);
  return Number.isInteger(shards) ? Math.min(Math.max(shards, 1), MAX_SHARDS) : 1;
}

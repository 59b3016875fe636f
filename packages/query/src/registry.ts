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

/** An origin that has written to the table, with the largest number of shards it ever had and the types of all its catalogues. */
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

/** The same, with the cost of the read. */
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

/** Merges the registry's items: an origin has one for each number of shards and each catalogue it ever had. */
function toOrigins(items: readonly Item[]): RegisteredOrigin[] {
  const origins = new Map<string, { shards: number; events: Map<string, RegisteredEvent> }>();
  for (const item of items) {
    const name = item.origin?.S ?? item.sk?.S?.split("#", 1)[0];
    if (!name) continue;
    const known = origins.get(name) ?? { shards: 1, events: new Map() };
    known.shards = Math.max(known.shards, toShards(item.shards?.N));
    for (const [type, event] of Object.entries(item.events?.M ?? {})) {
      known.events.set(type, merge(known.events.get(type), toJson(event) as RegisteredEvent));
    }
    origins.set(name, known);
  }
  return [...origins]
    .map(([origin, { shards, events }]) => ({ origin, shards, events: Object.fromEntries(events) }))
    .sort((a, b) => (a.origin < b.origin ? -1 : 1));
}

/** The higher version says what a type is. Where they are equal the one that says more does, and the other the rest. */
function merge(known: RegisteredEvent | undefined, event: RegisteredEvent): RegisteredEvent {
  if (known === undefined) return event;
  const newer = (event.version ?? 0) - (known.version ?? 0);
  if (newer !== 0) return newer > 0 ? event : known;
  const saysMore = Object.keys(event).length > Object.keys(known).length;
  return saysMore ? { ...known, ...event } : { ...event, ...known };
}

/** Bounded, so that a damaged item cannot make every read query thousands of partitions. */
function toShards(text: string | undefined): number {
  const shards = Number(text);
  return Number.isInteger(shards) ? Math.min(Math.max(shards, 1), MAX_SHARDS) : 1;
}

import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import {
  assertOrigin,
  type EventRecord,
  type EventType,
  originPartition,
} from "@service-events/logger/schema";
import { type Item, isExpired, type StoredEvent, toRecord } from "./read/record.js";
import { readOrigins } from "./registry.js";

/**
 * Reads the newest events of a service, newest first, over all of its shards and without expired ones.
 *
 * @param config.limit How many events at most; 50 by default.
 * @throws TypeError when the origin cannot be one; RangeError when the limit is not a whole number above 0.
 * @example
 * const newest = await getEventsForOrigin({ tableName: "event-log", client, origin: "orders" });
 */
export async function getEventsForOrigin<Name extends string = EventType>(config: {
  tableName: string;
  client: DynamoDBClient;
  origin: string;
  limit?: number;
}): Promise<EventRecord<Name>[]> {
  const { origin, limit = 50 } = config;
  assertOrigin(origin);
  assertLimit(limit);
  const registered = (await readOrigins(config)).find((entry) => entry.origin === origin);
  const shards = Array.from({ length: registered?.shards ?? 1 }, (_, shard) => shard);
  const newest = await Promise.all(
    shards.map((shard) => readNewest(config, originPartition(origin, shard), limit)),
  );
  return newest
    .flat()
    .sort((a, b) => (a.sk < b.sk ? 1 : -1))
    .slice(0, limit) as EventRecord<Name>[];
}

async function readNewest(
  table: { tableName: string; client: DynamoDBClient },
  partition: string,
  limit: number,
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  let start: Item | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.tableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: partition } },
        ScanIndexForward: false,
        Limit: limit - events.length,
        ExclusiveStartKey: start,
      }),
    );
    const now = Date.now();
    const records = (page.Items ?? []).map(toRecord);
    events.push(...records.filter((record) => !isExpired(record, now)));
    start = page.LastEvaluatedKey;
  } while (start && events.length < limit);
  return events;
}

function assertLimit(limit: unknown): asserts limit is number {
  if (Number.isInteger(limit) && (limit as number) > 0) return;
  throw new RangeError(`limit must be a whole number above 0, received ${String(limit)}`);
}

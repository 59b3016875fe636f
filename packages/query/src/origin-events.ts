import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { assertOrigin, type EventRecord, type EventType } from "@service-events/schema";
import { createLogContext } from "./log-context.js";
import { startMeter, UNLIMITED } from "./read/budget.js";
import { openReader } from "./read/reader.js";
import type { StoredEvent } from "./read/record.js";

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
  const log = createLogContext(config);
  const query = { terms: [{ field: "origin", values: [{ op: "is", text: origin }] }] } as const;
  const meter = startMeter(UNLIMITED);
  const options = { order: "newest", now: log.now(), wanted: limit } as const;
  const reader = await openReader(log, query, meter, options);
  const events: StoredEvent[] = [];
  do {
    for (let event = reader.take(); event; event = reader.take()) {
      events.push(event);
      if (events.length === limit) return events as EventRecord<Name>[];
    }
  } while (!(await reader.advance(meter)));
  return events as EventRecord<Name>[];
}

function assertLimit(limit: unknown): asserts limit is number {
  if (Number.isInteger(limit) && (limit as number) > 0) return;
  throw new RangeError(`limit must be a whole number above 0, received ${String(limit)}`);
}

import { gzipSync } from "node:zlib";
import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { eventPartition, originPartition } from "@service-events/schema";

type Item = Record<string, AttributeValue>;

/** What a test says about an event; the rest follows from it. */
export interface EventSketch {
  origin: string;
  /** `2026-11-24T02:48:15.096003Z` */
  at: string;
  event?: string;
  shard?: number;
  process?: string;
  /** Stores the payload compressed, as the writer does with large ones. */
  compressed?: boolean;
  payload?: Record<string, unknown>;
  [attribute: string]: unknown;
}

/** The item that a writer stores for an event. */
export function eventItem(sketch: EventSketch): Item {
  const {
    origin,
    at,
    event = "JOB_STARTED",
    shard = 0,
    process = "p1",
    compressed,
    payload,
    ...rest
  } = sketch;
  const item = marshall(
    {
      pk: originPartition(origin, shard),
      sk: `${at}#${event}#${process}`,
      eventPk: eventPartition(event, shard),
      origin,
      event,
      createdAt: at,
      description: `${event} in ${origin}`,
      ...(compressed ? {} : { payload }),
      ...rest,
    },
    { removeUndefinedValues: true },
  );
  if (compressed) item.payloadGz = { B: gzipSync(JSON.stringify(payload ?? {})) };
  return item;
}

/** The item that the writer's first batch puts into the registry. */
export function registryItem(
  origin: string,
  shards = 1,
  events: Record<string, Record<string, unknown>> = {},
): Item {
  return marshall({ pk: "ORIGINS", sk: `${origin}#${shards}`, origin, shards, events });
}

/** Puts items as a writer does: in batches of 25, until all are in. */
export async function putItems(
  table: { tableName: string; client: DynamoDBClient },
  items: readonly Item[],
): Promise<void> {
  for (let start = 0; start < items.length; start += 25) {
    const batch = items.slice(start, start + 25);
    const written = await table.client.send(
      new BatchWriteItemCommand({
        RequestItems: { [table.tableName]: batch.map((Item) => ({ PutRequest: { Item } })) },
      }),
    );
    const unprocessed = Object.keys(written.UnprocessedItems ?? {});
    if (unprocessed.length > 0) throw new Error("the embedded table is throttled");
  }
}

import { QueryCommand } from "@aws-sdk/client-dynamodb";
import type { EventRecord } from "@service-events/schema";
import type { EventTable } from "@service-events/testing/event-table";

/** Reads the numbers of all events of an origin that are in the table. */
export async function storedEvents(table: EventTable, origin: string): Promise<number[]> {
  return (await storedDescriptions(table, origin)).map(numberOf);
}

/** Reads the descriptions of all events of an origin that are in the table. */
export function storedDescriptions(table: EventTable, origin: string): Promise<string[]> {
  return read(table, origin, "description");
}

/** Reads the sort keys of all events of an origin that are in the table. */
export function storedKeys(table: EventTable, origin: string): Promise<string[]> {
  return read(table, origin, "sk");
}

async function read(table: EventTable, origin: string, attribute: string): Promise<string[]> {
  const values: string[] = [];
  let from: Record<string, never> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.tableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: `ORIGIN#${origin}` } },
        ProjectionExpression: attribute,
        ExclusiveStartKey: from,
      }),
    );
    for (const item of page.Items ?? []) values.push(String(item[attribute]?.S));
    from = page.LastEvaluatedKey as typeof from;
  } while (from);
  return values;
}

/** The numbers of records that were handed over. */
export function undeliveredEvents(records: readonly Pick<EventRecord, "description">[]): number[] {
  return records.map(({ description }) => numberOf(description));
}

function numberOf(description: string): number {
  return Number(description.replace("event ", ""));
}

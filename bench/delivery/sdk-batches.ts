/** What one would write next: BatchWriteItem of 25 through the SDK, four at once. */
import { BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { measureWay } from "./measure.js";
import { plainItem } from "./records.js";

const BATCH = 25;
const client = new DynamoDBClient({});

await measureWay(async (count) => {
  const sent: Promise<unknown>[] = [];
  for (let first = 0; first < count; first += BATCH) {
    const requests = Array.from({ length: BATCH }, (_, index) => ({
      PutRequest: { Item: marshall(plainItem(first + index)) },
    }));
    sent.push(client.send(new BatchWriteItemCommand({ RequestItems: { "event-log": requests } })));
  }
  await Promise.all(sent);
});

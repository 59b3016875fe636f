/** The article's writer: one PutItem through the SDK for each event. */
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { measureWay } from "./measure.js";
import { plainItem } from "./records.js";

const client = new DynamoDBClient({});

await measureWay(async (count) => {
  const sent = Array.from({ length: count }, (_, index) =>
    client.send(new PutItemCommand({ TableName: "event-log", Item: marshall(plainItem(index)) })),
  );
  await Promise.all(sent);
});

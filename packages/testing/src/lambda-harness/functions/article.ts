/** The article's way: one PutItem through the SDK for each event, and nobody waits for it. */
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Task } from "./task.js";

const client = new DynamoDBClient({});
let count = 0;

export const handler = async ({ events = 1, label = "" }: Task) => {
  for (let index = 0; index < events; index++) {
    const createdAt = new Date().toISOString();
    client.send(
      new PutItemCommand({
        TableName: process.env.EVENT_LOG_TABLE,
        Item: {
          pk: { S: "ORIGIN#harness" },
          // Numbered, so that only the freeze loses events here, and not the article's equal keys.
          sk: { S: `${createdAt}#JOB_STARTED#${count++}` },
          event: { S: "JOB_STARTED" },
          createdAt: { S: createdAt },
          description: { S: label },
        },
      }),
    );
  }
  return { recorded: events };
};

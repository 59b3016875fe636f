/// <reference path="../../local/src/embedded-dynamodb/dynalite.d.ts" />
import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { INDEXES, type IndexName } from "@service-events/schema";
import dynalite from "dynalite";

/** An empty event table for a test, on an embedded DynamoDB or on the server that `DYNAMODB_ENDPOINT` names. */
export interface EventTable {
  tableName: string;
  endpoint: string;
  client: DynamoDBClient;
  /** Deletes the table and stops what was started for it. */
  stop(): Promise<void>;
}

/** Credentials that satisfy the wire protocol and open nothing. */
export const testCredentials = { accessKeyId: "test", secretAccessKey: "test" };

export interface EventTableOptions {
  /** Default: all. */
  indexes?: readonly IndexName[];
  /** Of a server that runs. Default: `DYNAMODB_ENDPOINT`, else a server is started in this process. */
  endpoint?: string;
}

export async function createEventTable(options: EventTableOptions = {}): Promise<EventTable> {
  const server = await startServer(options.endpoint ?? process.env.DYNAMODB_ENDPOINT);
  const client = new DynamoDBClient({
    endpoint: server.endpoint,
    region: process.env.AWS_REGION ?? "us-east-1",
    ...(process.env.DYNAMODB_ENDPOINT?.includes("amazonaws.com")
      ? {}
      : { credentials: testCredentials }),
  });
  const tableName = `event-log-test-${randomUUID()}`;
  const indexes = options.indexes ?? (Object.keys(INDEXES) as IndexName[]);
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk", ...indexes.map((index) => INDEXES[index])].map((name) => ({
        AttributeName: name,
        AttributeType: "S",
      })),
      KeySchema: keySchema("pk"),
      GlobalSecondaryIndexes:
        indexes.length === 0
          ? undefined
          : indexes.map((index) => ({
              IndexName: index,
              KeySchema: keySchema(INDEXES[index]),
              Projection: { ProjectionType: "ALL" },
            })),
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: tableName });
  return {
    tableName,
    endpoint: server.endpoint,
    client,
    async stop() {
      await client.send(new DeleteTableCommand({ TableName: tableName }));
      client.destroy();
      await server.stop();
    },
  };
}

function keySchema(partitionKey: string) {
  return [
    { AttributeName: partitionKey, KeyType: "HASH" as const },
    { AttributeName: "sk", KeyType: "RANGE" as const },
  ];
}

async function startServer(
  given: string | undefined,
): Promise<{ endpoint: string; stop(): Promise<void> }> {
  if (given) return { endpoint: given, stop: async () => {} };
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

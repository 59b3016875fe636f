import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { TTL_ATTRIBUTE } from "@service-events/schema";
import type { LocalResource, LocalStack } from "../cloud-assembly/stack.js";
import { LocalError } from "../errors.js";

/** A table as its template describes it. */
export interface TableDefinition {
  logicalId: string;
  label: string;
  tableName: string;
  account: string;
  region: string;
  /** Has the keys and the time to live of an event log. */
  isEventLog: boolean;
  input: CreateTableCommandInput;
  /** The time to live attribute, if there is one. */
  ttlAttribute?: string;
}

const TABLE_WAIT_SECONDS = 60;

/** The tables of a stack, of both CloudFormation types. */
export function readTables(stack: LocalStack): TableDefinition[] {
  return stack
    .resources("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")
    .map((resource) => readTable(stack, resource));
}

function readTable(stack: LocalStack, resource: LocalResource): TableDefinition {
  const property = <Value>(name: string) => stack.property(resource, name) as Value;
  const tableName = stack.nameOf(resource);
  const timeToLive = property<{ AttributeName?: string; Enabled?: boolean } | undefined>(
    "TimeToLiveSpecification",
  );
  const ttlAttribute = timeToLive?.Enabled ? timeToLive.AttributeName : undefined;
  const keySchema = property<CreateTableCommandInput["KeySchema"]>("KeySchema");
  return {
    logicalId: resource.logicalId,
    label: resource.label,
    tableName,
    account: stack.account,
    region: stack.region,
    isEventLog: keysOf(keySchema) === "pk:HASH sk:RANGE" && ttlAttribute === TTL_ATTRIBUTE,
    ttlAttribute,
    input: {
      TableName: tableName,
      // There is no capacity to pay for or to throttle, so every table is on demand.
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: property("AttributeDefinitions"),
      KeySchema: keySchema,
      GlobalSecondaryIndexes: indexes(property("GlobalSecondaryIndexes")),
      LocalSecondaryIndexes: indexes(property("LocalSecondaryIndexes")),
    },
  };
}

type Index = NonNullable<CreateTableCommandInput["GlobalSecondaryIndexes"]>[number];

function indexes(given: readonly Index[] | undefined): Index[] | undefined {
  if (!given?.length) return undefined;
  return given.map(({ IndexName, KeySchema, Projection }) => ({
    IndexName,
    KeySchema,
    Projection,
  }));
}

/**
 * Creates a table if it does not exist, and enables its time to live.
 *
 * @throws LocalError when a table of that name exists with different keys or indexes
 */
export async function ensureTable(client: DynamoDBClient, table: TableDefinition): Promise<void> {
  const existing = await describeTable(client, table.tableName);
  if (existing) assertSameKeys(existing, table);
  else {
    await client.send(new CreateTableCommand(table.input));
    await waitUntilTableExists(
      { client, maxWaitTime: TABLE_WAIT_SECONDS, minDelay: 1 },
      { TableName: table.tableName },
    );
  }
  if (table.ttlAttribute) await enableTimeToLive(client, table.tableName, table.ttlAttribute);
}

async function describeTable(
  client: DynamoDBClient,
  tableName: string,
): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: tableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

function assertSameKeys(existing: TableDescription, table: TableDefinition): void {
  const found = signature(existing);
  const wanted = signature(table.input);
  if (found === wanted) return;
  throw new LocalError(
    `table ${table.tableName} was kept from an earlier start with different keys or indexes (${found}; the template now has ${wanted}): use another folder, or delete this one`,
  );
}

function signature(
  table: Pick<TableDescription, "KeySchema" | "GlobalSecondaryIndexes" | "LocalSecondaryIndexes">,
): string {
  const all = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  const indexKeys = all.map(({ IndexName, KeySchema }) => `${IndexName} ${keysOf(KeySchema)}`);
  return [keysOf(table.KeySchema), ...indexKeys.sort()].join(", ");
}

function keysOf(schema: CreateTableCommandInput["KeySchema"]): string {
  return (schema ?? [])
    .map(({ AttributeName, KeyType }) => `${AttributeName}:${KeyType}`)
    .join(" ");
}

async function enableTimeToLive(
  client: DynamoDBClient,
  tableName: string,
  attribute: string,
): Promise<void> {
  try {
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: tableName,
        TimeToLiveSpecification: { AttributeName: attribute, Enabled: true },
      }),
    );
  } catch (error) {
    // It is already enabled on a table from an earlier start.
    if (!/already enabled/.test(String(error))) throw error;
  }
}

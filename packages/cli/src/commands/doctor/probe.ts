import {
  ConditionalCheckFailedException,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type TableDescription,
} from "@aws-sdk/client-dynamodb";
import { readOrigins } from "@service-events/query";
import { INDEXES, type IndexName } from "@service-events/schema";
import { type Action, type Attempt, attempt } from "./attempt.js";
import { type Check, ok, warn } from "./check.js";
import { backupCheck, tableChecks, ttlCheck } from "./table-checks.js";

/** The table to check. */
export interface Probed {
  client: DynamoDBClient;
  tableName: string;
  signal: AbortSignal;
}

/** A key under which nothing is stored. */
const NO_KEY = { pk: { S: "ORIGIN#service-events doctor" }, sk: { S: "none" } };

const DESCRIBE: Action = {
  name: "dynamodb:DescribeTable",
  isNeeded: false,
  purpose: "keys and indexes cannot be checked",
};
const DESCRIBE_TTL: Action = {
  name: "dynamodb:DescribeTimeToLive",
  isNeeded: false,
  purpose: "expiry cannot be checked",
};
const DESCRIBE_BACKUPS: Action = {
  name: "dynamodb:DescribeContinuousBackups",
  isNeeded: false,
  purpose: "recovery cannot be checked",
};
const QUERY: Action = {
  name: "dynamodb:Query",
  isNeeded: true,
  purpose: "events cannot be read",
};
const QUERY_INDEX: Action = { ...QUERY, purpose: "it cannot be read" };
const GET: Action = {
  name: "dynamodb:GetItem",
  isNeeded: true,
  purpose: "`get` cannot read an event",
};
const PUT: Action = {
  name: "dynamodb:PutItem",
  isNeeded: false,
  purpose: "`import` and `replay` cannot write, and need dynamodb:BatchWriteItem, too",
};

/** Describes the table; without `table` if that is not allowed. */
export async function describeTable(
  probed: Probed,
): Promise<{ checks: Check[]; table?: TableDescription }> {
  const { client, tableName, signal } = probed;
  const described = await attempt(
    "table",
    DESCRIBE,
    (abortSignal) =>
      client.send(new DescribeTableCommand({ TableName: tableName }), { abortSignal }),
    signal,
  );
  if ("check" in described) return { checks: [described.check] };
  const { Table: table = {} } = described.answer;
  return { checks: tableChecks(table), table };
}

/** Checks the settings that a table's description does not contain. */
export async function settingChecks({ client, tableName, signal }: Probed): Promise<Check[]> {
  const input = { TableName: tableName };
  const ttl = await attempt(
    "expiry",
    DESCRIBE_TTL,
    (abortSignal) => client.send(new DescribeTimeToLiveCommand(input), { abortSignal }),
    signal,
  );
  const backups = await attempt(
    "point-in-time recovery",
    DESCRIBE_BACKUPS,
    (abortSignal) => client.send(new DescribeContinuousBackupsCommand(input), { abortSignal }),
    signal,
  );
  return [
    toCheck(ttl, ({ TimeToLiveDescription: about }) =>
      ttlCheck(about?.TimeToLiveStatus, about?.AttributeName),
    ),
    toCheck(backups, ({ ContinuousBackupsDescription: about }) =>
      backupCheck(about?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus),
    ),
  ];
}

/** Tries what reading and writing need. Nothing is stored: the condition of the put requires an item that does not exist. */
export async function permissionChecks(
  probed: Probed,
  indexes: readonly IndexName[],
): Promise<Check[]> {
  const { client, tableName, signal } = probed;
  const get = await attempt(
    "read one event",
    GET,
    (abortSignal) =>
      client.send(new GetItemCommand({ TableName: tableName, Key: NO_KEY }), { abortSignal }),
    signal,
  );
  const checks = [toCheck(get, () => ok("read one event", "allowed"))];
  for (const index of indexes) checks.push(await indexReadCheck(probed, index));
  return [...checks, await writeCheck(probed)];
}

async function indexReadCheck(
  { client, tableName, signal }: Probed,
  index: IndexName,
): Promise<Check> {
  const name = `read ${index}`;
  const queried = await attempt(
    name,
    QUERY_INDEX,
    (abortSignal) =>
      client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: index,
          KeyConditionExpression: "#key = :none",
          ExpressionAttributeNames: { "#key": INDEXES[index] },
          ExpressionAttributeValues: { ":none": NO_KEY.pk },
          Limit: 1,
        }),
        { abortSignal },
      ),
    signal,
  );
  return toCheck(queried, () => ok(name, "allowed"));
}

async function writeCheck({ client, tableName, signal }: Probed): Promise<Check> {
  const put = await attempt(
    "write events",
    PUT,
    async (abortSignal) => {
      const command = new PutItemCommand({
        TableName: tableName,
        Item: NO_KEY,
        ConditionExpression: "attribute_exists(pk)",
      });
      await client.send(command, { abortSignal }).catch((error: unknown) => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      });
    },
    signal,
  );
  return toCheck(put, () => ok("write events", "allowed"));
}

/** Reads the registry, which every query without a user or an event needs. */
export async function registryCheck({ client, tableName, signal }: Probed): Promise<Check> {
  const registry = await attempt(
    "registry",
    QUERY,
    () => readOrigins({ tableName, client }),
    signal,
  );
  return toCheck(registry, (origins) => {
    if (origins.length === 0) {
      return warn("registry", "no service has written yet", "record an event, then run this again");
    }
    const types = new Set(origins.flatMap(({ events }) => Object.keys(events)));
    return ok("registry", `${origins.length} origins, ${types.size} types of events`);
  });
}

/** A table that cannot be described may have all indexes. */
export function indexesOf(table: TableDescription | undefined): IndexName[] {
  const all = Object.keys(INDEXES) as IndexName[];
  if (!table) return all;
  const names = table.GlobalSecondaryIndexes?.map(({ IndexName: name }) => name);
  return all.filter((index) => names?.includes(index));
}

function toCheck<Answer>(result: Attempt<Answer>, read: (answer: Answer) => Check): Check {
  return "check" in result ? result.check : read(result.answer);
}

import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  paginateScan,
} from "@aws-sdk/client-dynamodb";

const FIVE_YEARS_SECONDS = 5 * 365 * 24 * 60 * 60;
/** Small pages keep the process responsive during a sweep of a big table. */
const PAGE_ITEMS = 500;

/**
 * Deletes expired items, as DynamoDB does some time later. Like DynamoDB, it keeps items that expired more than five years
 * ago: such a time is probably a mistake.
 *
 * @param options.attribute the number attribute that holds the time of expiry in seconds since 1970
 * @param options.now ms since 1970
 * @returns how many items were deleted
 */
export async function deleteExpired(options: {
  client: DynamoDBClient;
  tableName: string;
  attribute: string;
  now: number;
}): Promise<number> {
  const { client, tableName, attribute } = options;
  const now = Math.floor(options.now / 1000);
  const keys = await keyAttributes(client, tableName);
  const names = Object.fromEntries([attribute, ...keys].map((name, at) => [`#${at}`, name]));
  const pages = paginateScan(
    { client, pageSize: PAGE_ITEMS },
    {
      TableName: tableName,
      FilterExpression: "#0 BETWEEN :oldest AND :now",
      ProjectionExpression: Object.keys(names).join(", "),
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: {
        ":oldest": { N: String(now - FIVE_YEARS_SECONDS) },
        ":now": { N: String(now - 1) },
      },
    },
  );
  let deleted = 0;
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      const expiry = item[attribute];
      if (expiry === undefined) continue;
      const key = Object.fromEntries(Object.entries(item).filter(([name]) => keys.includes(name)));
      try {
        await client.send(
          new DeleteItemCommand({
            TableName: tableName,
            Key: key,
            // The item's ttl may have been extended since it was read.
            ConditionExpression: "#expiry = :seen",
            ExpressionAttributeNames: { "#expiry": attribute },
            ExpressionAttributeValues: { ":seen": expiry },
          }),
        );
        deleted += 1;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    }
  }
  return deleted;
}

async function keyAttributes(client: DynamoDBClient, tableName: string): Promise<string[]> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  return (Table?.KeySchema ?? []).map(({ AttributeName }) => String(AttributeName));
}

import type { AttributeValue, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { partitionKeyOf, type ReadPlan } from "../plan/plan.js";
import type { KeyRange } from "../plan/range.js";
import type { Item } from "./record.js";
import { sendQuery } from "./send.js";

/** Where the log is. */
export interface TableAccess {
  tableName: string;
  client: DynamoDBClient;
}

/** The result of one Query. */
export interface Fetched {
  /** What passed the filter, in the order of the plan. */
  items: readonly Item[];
  /** Items that were read, including those that the filter dropped. */
  scanned: number;
  /** Read units that were consumed. */
  units: number;
  /** The sort key up to which all was read; missing when the partition has no more. */
  position?: string;
}

/** Reads the next items of a partition, at most `limit`, each time it is called. */
export type PartitionReader = (limit: number, signal?: AbortSignal) => Promise<Fetched>;

/**
 * Makes a function that reads one partition of a plan from one end to the other.
 *
 * @param attributes The attributes to read, including the keys; all by default.
 */
export function createPartitionReader(
  table: TableAccess,
  plan: ReadPlan,
  partition: string,
  range: KeyRange,
  attributes?: readonly string[],
): PartitionReader {
  const input = {
    TableName: table.tableName,
    ...(plan.source !== "table" && { IndexName: plan.source }),
    ...expressions(plan, partition, range, attributes),
    ScanIndexForward: plan.order === "oldest",
    ReturnConsumedCapacity: "TOTAL" as const,
  };
  let start: Item | undefined;
  return async (limit, signal) => {
    const output = await sendQuery(
      table.client,
      { ...input, Limit: limit, ...(start && { ExclusiveStartKey: start }) },
      signal,
    );
    start = output.LastEvaluatedKey;
    const position = start?.sk?.S;
    return {
      items: output.Items ?? [],
      scanned: output.ScannedCount ?? 0,
      units: output.ConsumedCapacity?.CapacityUnits ?? 0,
      ...(position !== undefined && { position }),
    };
  };
}

function expressions(
  plan: ReadPlan,
  partition: string,
  range: KeyRange,
  attributes: readonly string[] | undefined,
) {
  const { filter } = plan;
  // Names of a letter and a number: the filter has those of its own.
  const projected = attributes?.map((attribute, at) => [`#a${at}`, attribute] as const);
  const names: Record<string, string> = {
    "#pk": partitionKeyOf(plan.source),
    ...filter?.names,
    ...Object.fromEntries(projected ?? []),
  };
  const values: Record<string, AttributeValue> = {
    ":pk": { S: partition },
    ...(range.from !== undefined && { ":from": { S: range.from } }),
    ...(range.to !== undefined && { ":to": { S: range.to } }),
    ...filter?.values,
  };
  return {
    KeyConditionExpression: `#pk = :pk${rangeCondition(range)}`,
    ...(filter && { FilterExpression: filter.expression }),
    ...(projected && { ProjectionExpression: projected.map(([name]) => name).join(", ") }),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

function rangeCondition({ from, to }: KeyRange): string {
  if (from !== undefined && to !== undefined) return " AND sk BETWEEN :from AND :to";
  if (from !== undefined) return " AND sk >= :from";
  return to === undefined ? "" : " AND sk <= :to";
}

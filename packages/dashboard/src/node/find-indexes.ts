import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createEventLog, MissingIndexError } from "@service-events/query";

/** Queries without results, each of which reads one index. */
const QUESTIONS = {
  byUser: "user:none since:now",
  byEvent: "event:NONE since:now",
  byCorrelation: "correlation:none since:now",
} as const;

/** An index of the table. */
export type IndexName = keyof typeof QUESTIONS;

/**
 * Finds the indexes of a table with an empty query to each of them, since readers may not have permission to describe
 * describe the table.
 *
 * @throws the SDK's error when the table does not exist or access is denied.
 */
export async function findIndexes(tableName: string, client: DynamoDBClient): Promise<IndexName[]> {
  const log = createEventLog({ tableName, client });
  const names = Object.keys(QUESTIONS) as IndexName[];
  const found = await Promise.all(
    names.map(async (name) => {
      try {
        await log.query(QUESTIONS[name], { limit: 1 });
        return [name];
      } catch (error) {
        if (error instanceof MissingIndexError) return [];
        throw error;
      }
    }),
  );
  return found.flat();
}

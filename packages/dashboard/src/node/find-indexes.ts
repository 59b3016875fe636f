import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createEventLog, MissingIndexError } from "@service-events/query";

/** Questions that nothing answers, each of which is asked of one index. */
const QUESTIONS = {
  byUser: "user:none since:now",
  byEvent: "event:NONE since:now",
  byCorrelation: "correlation:none since:now",
} as const;

/** An index that a log may have. */
export type IndexName = keyof typeof QUESTIONS;

/**
 * Finds the indexes that a table has, by asking each of them for nothing: a reader may query, and need not be allowed to
 * describe the table.
 *
 * @throws what the SDK throws when the table is not there, or may not be read.
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

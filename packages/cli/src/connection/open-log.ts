import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createEventLog, type EventLog, MissingIndexError } from "@service-events/query";
import { ENVIRONMENT, INDEXES, type IndexName } from "@service-events/schema";
import type { Cli } from "../cli.js";
import { CliError } from "../errors.js";
import { EXIT } from "../exit-code.js";
import { type ClientSettings, silentLogger } from "./client-settings.js";
import { findTarget, type Target } from "./target.js";

/** A client of DynamoDB. */
export function createClient(settings: ClientSettings): DynamoDBClient {
  return new DynamoDBClient({ ...settings, logger: silentLogger });
}

/**
 * Finds the table, and has `read` read it. When the table lacks an index that `read` wanted, `read` is called again with
 * a log that does without: it must not have written anything before its first answer.
 */
export async function withEventLog<Result>(
  cli: Cli,
  read: (log: EventLog, target: Target) => Promise<Result>,
): Promise<Result> {
  const target = await findTarget(cli);
  const { tableName, settings } = target;
  const client = createClient(settings);
  const hashKey = cli.io.env[ENVIRONMENT.hashKey] || undefined;
  let indexes = Object.keys(INDEXES) as IndexName[];
  try {
    while (true) {
      try {
        return await read(createEventLog({ tableName, client, indexes, hashKey }), target);
      } catch (error) {
        if (!(error instanceof MissingIndexError) || !indexes.includes(error.index)) {
          throw await explainMissingTable(error, tableName, client);
        }
        const { index: missing } = error;
        indexes = indexes.filter((index) => index !== missing);
      }
    }
  } finally {
    client.destroy();
  }
}

/** Adds the table's name to DynamoDB's error for a missing table; passes other errors through. */
export async function explainMissingTable(
  error: unknown,
  tableName: string,
  client: DynamoDBClient,
): Promise<unknown> {
  if (!(error instanceof Error) || error.name !== "ResourceNotFoundException") return error;
  return new CliError(
    "NO_SUCH_TABLE",
    `table '${tableName}' does not exist in ${await client.config.region()}`,
    "check --table, --region and --profile; `service-events doctor` checks all three",
    EXIT.failure,
    { cause: error },
  );
}

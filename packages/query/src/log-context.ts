import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { INDEXES, type IndexName } from "@service-events/schema";
import type { HashedId } from "./hashed-ids.js";
import type { Meter } from "./read/budget.js";
import { type RegisteredOrigin, readRegistry } from "./registry.js";

/** A log to read from. */
export interface EventLogConfig {
  tableName: string;
  /** Its own retries are not used: reads retry by themselves and stop with a signal. */
  client: DynamoDBClient;
  /** The indexes that the table has; all three by default. */
  indexes?: readonly IndexName[];
  /** The clock in ms; `Date.now` by default. */
  now?: () => number;
  /** The `hashKey` of the loggers: ids that a query asks for are hashed with it. */
  hashKey?: string;
  /** The ids that the loggers hash. Default, with a `hashKey`: `["userId"]`. */
  hash?: readonly HashedId[];
}

/** What every read needs. */
export interface LogContext {
  tableName: string;
  client: DynamoDBClient;
  indexes: readonly IndexName[];
  now(): number;
  /** The origins of the registry, at most ten seconds old; the cost of the read is added to the meter. */
  origins(meter?: Pick<Meter, "add">, signal?: AbortSignal): Promise<readonly RegisteredOrigin[]>;
}

/** How long the registry is cached, in ms: origins and shards are added rarely, and every query needs them. */
const REGISTRY_AGE = 10_000;

/**
 * Checks the configuration of a log, and keeps its registry.
 *
 * @throws TypeError when the table's name is missing or an index is unknown.
 */
export function createLogContext(config: EventLogConfig): LogContext {
  const {
    tableName,
    client,
    indexes = Object.keys(INDEXES) as IndexName[],
    now = Date.now,
  } = config;
  if (typeof tableName !== "string" || tableName === "") {
    throw new TypeError(`tableName must be the name of a table, received '${String(tableName)}'`);
  }
  for (const index of indexes) {
    if (Object.hasOwn(INDEXES, index)) continue;
    const known = Object.keys(INDEXES).join(", ");
    throw new TypeError(`indexes has '${String(index)}'; a log can have ${known}`);
  }
  let kept: { origins: readonly RegisteredOrigin[]; at: number } | undefined;
  return {
    tableName,
    client,
    indexes,
    now,
    async origins(meter, signal) {
      const at = now();
      // A clock that was set back must not extend the cache.
      if (kept && kept.at <= at && at - kept.at < REGISTRY_AGE) return kept.origins;
      const { origins, cost } = await readRegistry({ tableName, client }, signal);
      meter?.add(cost);
      kept = { origins, at };
      return origins;
    },
  };
}

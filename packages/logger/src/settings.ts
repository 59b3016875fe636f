import {
  assertOrigin,
  assertShards,
  DEFAULT_RETENTION,
  parseRetention,
  type RetentionPolicy,
} from "@service-events/schema";

/** The settings that the construct passes to a function in its environment. */
export interface Settings {
  /** `EVENT_LOG_TABLE`. */
  tableName: string | undefined;
  /** `EVENT_LOG_ORIGIN`, else the function's own name. */
  origin: string | undefined;
  /** `EVENT_LOG_ENVIRONMENT`, else `NODE_ENV`, else `prod`. */
  environment: string;
  /** `EVENT_LOG_SHARDS`, else 1. */
  shards: number;
  /** `EVENT_LOG_RETENTION`, else 30 days and 90 for errors. */
  retention: RetentionPolicy;
}

/**
 * Reads the settings of this process.
 *
 * @throws TypeError or RangeError that names the invalid variable.
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const origin = env.EVENT_LOG_ORIGIN || env.AWS_LAMBDA_FUNCTION_NAME || undefined;
  if (origin !== undefined) named("EVENT_LOG_ORIGIN", () => assertOrigin(origin));
  return {
    tableName: env.EVENT_LOG_TABLE || undefined,
    origin,
    environment: environmentName(env.EVENT_LOG_ENVIRONMENT || env.NODE_ENV),
    shards: named("EVENT_LOG_SHARDS", () => readShards(env.EVENT_LOG_SHARDS)),
    retention: named("EVENT_LOG_RETENTION", () =>
      parseRetention(env.EVENT_LOG_RETENTION || DEFAULT_RETENTION),
    ),
  };
}

function readShards(text: string | undefined): number {
  const shards = text ? Number(text) : 1;
  assertShards(shards);
  return shards;
}

/** Maps the values of `NODE_ENV` to environments. */
function environmentName(name: string | undefined): string {
  if (name === undefined || name === "" || name === "production") return "prod";
  return name === "development" ? "dev" : name;
}

function named<T>(variable: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    (error as Error).message = `${variable}: ${(error as Error).message}`;
    throw error;
  }
}

/** The environment variables that tell a process where its event log is. `EventLogTable` sets them. */
export const ENVIRONMENT = {
  /** Name of the table; its ARN where account or region may differ from the writer's. See `parseTableAddress`. */
  table: "EVENT_LOG_TABLE",
  /** Name of the service. Default: the function's name. */
  origin: "EVENT_LOG_ORIGIN",
  /** Such as `dev` or `prod`. Default: `NODE_ENV`. */
  environment: "EVENT_LOG_ENVIRONMENT",
  /** Over how many partitions the origin spreads its events. Default: 1. */
  shards: "EVENT_LOG_SHARDS",
  /** How long events are kept, such as `30d,ERROR=90d`. See `parseRetention`. */
  retention: "EVENT_LOG_RETENTION",
  /** URL of the queue for events that the table did not accept. */
  deadLetterQueue: "EVENT_LOG_DEAD_LETTER_QUEUE",
  /** For readers: the indexes that the table has, separated by commas. */
  indexes: "EVENT_LOG_INDEXES",
  /** The key with which a reader hashes the ids that it is asked for. */
  hashKey: "EVENT_LOG_HASH_KEY",
} as const;

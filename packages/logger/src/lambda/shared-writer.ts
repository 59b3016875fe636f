import type { LogConsole } from "../console.js";
import { createEventWriter } from "../delivery/writer.js";
import type { AnyWriter, EventWriter } from "../event-writer.js";
import type { Settings } from "../settings.js";
import type { Sink } from "../sink.js";
import { createDynamoEventWriter } from "../sinks/dynamodb/writer.js";
import type { AwsClient } from "../transport/aws/connection.js";

/** What a function's writer is made from. */
export interface SharedWriterOptions {
  writeEvent?: AnyWriter;
  tableName?: string;
  client?: AwsClient;
  console?: LogConsole;
}

/** Writers by the object they were created from, then by table name. */
const writers = new WeakMap<object, Map<string, AnyWriter>>();
const LAMBDAS_OWN_CLIENT = {};

/**
 * The writer for these options: one per table in an execution environment, however many handlers are wrapped.
 *
 * @throws TypeError if the table's name or the client is invalid.
 */
export function sharedWriter(options: SharedWriterOptions, settings: Settings): AnyWriter {
  const { writeEvent, client, tableName = settings.tableName } = options;
  const source = writeEvent ?? client ?? LAMBDAS_OWN_CLIENT;
  const byTable = writers.get(source) ?? new Map<string, AnyWriter>();
  writers.set(source, byTable);

  const key = tableName ?? "";
  const known = byTable.get(key);
  if (known) return known;
  const made = writeEvent ?? makeWriter(options, tableName);
  byTable.set(key, made);
  return made;
}

function makeWriter(
  { client, console: target = console }: SharedWriterOptions,
  tableName: string | undefined,
): EventWriter {
  if (tableName !== undefined) return createDynamoEventWriter({ tableName, client });
  target.warn(
    "service-events: there is no table to write events to: set EVENT_LOG_TABLE, which the construct's " +
      "grantWriteEvents(fn) does, or pass { tableName }. Until then events are printed as undelivered lines.",
  );
  return createEventWriter(NO_TABLE);
}

const NO_TABLE: Sink = {
  name: "no-table",
  limits: { records: 1_000, bytes: 1024 * 1024 },
  encode: (record) => record.sk,
  send: async () => ({ status: "reject", reason: "EVENT_LOG_TABLE is not set" }),
};

import type { AwsClient } from "../aws/connection.js";
import { createEventWriter } from "../delivery/writer.js";
import { createDynamoEventWriter } from "../dynamodb/writer.js";
import type { EventWriter, WriteEvent } from "../event-writer.js";
import {
  type Bindings,
  createLoggerFactory,
  type Logger,
  type LoggerConfig,
  type LoggerScope,
} from "../logger.js";
import { readSettings, type Settings } from "../settings.js";
import type { Sink } from "../sink.js";
import type { Settle } from "./extension.js";
import { until } from "./timing.js";

/** Where the events of a function go and how its loggers are made. Precedence: option, environment, default. */
export interface FunctionLoggingOptions extends Partial<LoggerConfig> {
  /** Default: `EVENT_LOG_TABLE`. Not used when there is a `writeEvent`. */
  tableName?: string;
  /** A `DynamoDBClient`. Default: Lambda's region and credentials, without loading the SDK. */
  client?: AwsClient;
}

/** The logging of one wrapped handler: one sink for all of its invocations, one logger for each. */
export interface FunctionLogging {
  /**
   * Opens the account of an invocation.
   *
   * @param functionName the origin when neither the options nor the environment name one
   */
  open(functionName: unknown, bindings: Bindings): { logger: Logger; settle: Settle };
}

/** The origin of a handler that a test calls without a name. */
const UNNAMED = "unnamed-function";
/** How much longer than its deadline, in ms, a flush may take to hand over what is left. */
const HANDING_OVER_MS = 50;

/** A writer of this package can be forked; a function of the user's own cannot. */
type Writer = WriteEvent & Partial<Pick<EventWriter, "fork">>;

interface Made {
  readonly functionName: unknown;
  readonly writer: Writer;
  readonly makeLogger: (scope: LoggerScope) => Logger;
}

/**
 * Prepares the logging of a handler. On Lambda everything is made now, during the init phase; elsewhere at the first
 * invocation, so that a test can set the environment after it has imported the handler.
 *
 * @throws TypeError or RangeError when an option or a setting in the environment cannot be used.
 */
export function createFunctionLogging(options: FunctionLoggingOptions): FunctionLogging {
  const { AWS_LAMBDA_FUNCTION_NAME } = process.env;
  let made: Made | undefined;
  let open = 0;

  function makeFor(functionName: unknown): Made {
    const settings = readSettings();
    const writer = made?.writer ?? chooseWriter(options, settings);
    const origin = options.origin ?? settings.origin ?? usableName(functionName);
    const config = loggerConfig(options, settings, origin, writer);
    return { functionName, writer, makeLogger: createLoggerFactory(config) };
  }

  if (AWS_LAMBDA_FUNCTION_NAME) made = makeFor(AWS_LAMBDA_FUNCTION_NAME);
  else check(options);

  return {
    open(functionName, bindings) {
      if (made === undefined || made.functionName !== functionName) made = makeFor(functionName);
      const { writer, makeLogger } = made;
      const logger = makeLogger({ writeEvent: writer.fork?.(), bindings });
      open++;

      async function settle(deadline: number): Promise<void> {
        const flushes = [logger.flush({ deadline })];
        // Alone, it also waits for what earlier invocations recorded after their end. While others are open it must
        // not: their events are theirs to wait for.
        if (open === 1 && writer.flush) flushes.push(writer.flush({ deadline }));
        await until(deadline + HANDING_OVER_MS, Promise.all(flushes));
        open--;
      }
      return { logger, settle };
    },
  };
}

/** Throws for what would throw at the first invocation, apart from a table that is still to come. */
function check(options: FunctionLoggingOptions): void {
  const settings = readSettings();
  const writer = options.writeEvent ?? (() => {});
  createLoggerFactory(loggerConfig(options, settings, options.origin ?? UNNAMED, writer));
  if (options.tableName !== undefined) chooseWriter(options, settings);
}

/** Only Lambda sees to it that functions have names that can be origins. */
function usableName(name: unknown): string {
  return typeof name === "string" && /^[^#]{1,256}$/.test(name) ? name : UNNAMED;
}

function loggerConfig(
  { tableName, client, ...given }: FunctionLoggingOptions,
  settings: Settings,
  origin: string,
  writeEvent: WriteEvent,
): LoggerConfig {
  return { ...given, environment: given.environment ?? settings.environment, origin, writeEvent };
}

function chooseWriter(options: FunctionLoggingOptions, settings: Settings): Writer {
  const { writeEvent, client, tableName = settings.tableName } = options;
  if (writeEvent) return writeEvent;
  if (tableName !== undefined) return createDynamoEventWriter({ tableName, client });
  (options.console ?? console).warn(
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

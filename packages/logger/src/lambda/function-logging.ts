import type { DefaultEvents } from "../catalogue/default-events.js";
import type { Catalogue } from "../catalogue/definition.js";
import type { AnyWriter, RecordWriter, WriteEvent } from "../event-writer.js";
import {
  type Bindings,
  createLoggerFactory,
  type Logger,
  type LoggerConfig,
  type LoggerScope,
} from "../logger.js";
import { safeWriter } from "../plain-writer.js";
import { readSettings, type Settings } from "../settings.js";
import type { AwsClient } from "../transport/aws/connection.js";
import { sharedWriter } from "./shared-writer.js";

/** Where the events of a function go and how its loggers are made. Precedence: option, environment, default. */
export interface FunctionLoggingOptions<Events extends Catalogue = DefaultEvents>
  extends Partial<LoggerConfig<Events>> {
  /** Default: `EVENT_LOG_TABLE`. Not used when there is a `writeEvent`. */
  tableName?: string;
  /** A `DynamoDBClient`. Default: Lambda's region and credentials, without loading the SDK. */
  client?: AwsClient;
}

/** The logging of one wrapped handler: one sink for all of its invocations, one logger for each. */
export interface FunctionLogging {
  /**
   * Creates the logger of an invocation, with its own account.
   *
   * @param functionName the origin if neither the options nor the environment name one
   * @param writers those of the invocation: the account is added
   */
  open(
    functionName: unknown,
    bindings: Bindings,
    writers: Map<WriteEvent, RecordWriter>,
  ): Logger<Catalogue>;
}

/** The origin of a handler without a function name, as in a test. */
const UNNAMED = "unnamed-function";

interface Made {
  readonly functionName: unknown;
  readonly shared: AnyWriter;
  readonly makeLogger: (scope: LoggerScope) => Logger<Catalogue>;
}

/**
 * Prepares the logging of a handler. On Lambda everything is made now, during the init phase; elsewhere at the first
 * invocation, so that a test can set the environment after it has imported the handler.
 *
 * @throws TypeError or RangeError if an option or an environment variable is invalid.
 */
export function createFunctionLogging(options: FunctionLoggingOptions): FunctionLogging {
  const { AWS_LAMBDA_FUNCTION_NAME } = process.env;
  let made: Made | undefined;

  function makeFor(functionName: unknown): Made {
    const settings = readSettings();
    const shared = made?.shared ?? sharedWriter(options, settings);
    const origin = options.origin ?? settings.origin ?? usableName(functionName);
    const config = loggerConfig(options, settings, origin, shared);
    return { functionName, shared, makeLogger: createLoggerFactory(config) };
  }

  if (AWS_LAMBDA_FUNCTION_NAME) made = makeFor(AWS_LAMBDA_FUNCTION_NAME);
  else check(options);

  return {
    open(functionName, bindings, writers) {
      if (made === undefined || made.functionName !== functionName) made = makeFor(functionName);
      const { shared, makeLogger } = made;
      const writeEvent = shared.fork?.() ?? shared;
      const account = safeWriter(writeEvent);
      // Other loggers of the invocation with the same writer share the account.
      writers.set(shared, account).set(writeEvent, account);
      return makeLogger({ writeEvent, bindings });
    },
  };
}

/** Throws now for anything that would throw at the first invocation, except a table that is not set yet. */
function check(options: FunctionLoggingOptions): void {
  const settings = readSettings();
  const writeEvent = options.writeEvent ?? (() => {});
  createLoggerFactory(loggerConfig(options, settings, options.origin ?? UNNAMED, writeEvent));
  if (options.tableName !== undefined) sharedWriter(options, settings);
}

/** Only Lambda guarantees function names that are valid origins. */
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

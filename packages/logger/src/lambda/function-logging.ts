import type { DefaultEvents } from "../catalogue/default-events.js";
import type { Catalogue } from "../catalogue/definition.js";
import type { WriteEvent } from "../event-writer.js";
import {
  type Bindings,
  createLoggerFactory,
  type Logger,
  type LoggerConfig,
  type LoggerScope,
} from "../logger.js";
import { readSettings, type Settings } from "../settings.js";
import type { AwsClient } from "../transport/aws/connection.js";
import { within } from "../within.js";
import type { Settle } from "./extension.js";
import { type SharedWriter, sharedWriter } from "./shared-writer.js";

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
   * Opens the account of an invocation.
   *
   * @param functionName the origin when neither the options nor the environment name one
   */
  open(functionName: unknown, bindings: Bindings): { logger: Logger<Catalogue>; settle: Settle };
}

/** The origin of a handler that a test calls without a name. */
const UNNAMED = "unnamed-function";
/** How much longer than its deadline, in ms, a flush may take to hand over what is left. */
const HANDING_OVER_MS = 50;

interface Made {
  readonly functionName: unknown;
  readonly shared: SharedWriter;
  readonly makeLogger: (scope: LoggerScope) => Logger<Catalogue>;
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

  function makeFor(functionName: unknown): Made {
    const settings = readSettings();
    const shared = made?.shared ?? sharedWriter(options, settings);
    const origin = options.origin ?? settings.origin ?? usableName(functionName);
    const config = loggerConfig(options, settings, origin, shared.writeEvent);
    return { functionName, shared, makeLogger: createLoggerFactory(config) };
  }

  if (AWS_LAMBDA_FUNCTION_NAME) made = makeFor(AWS_LAMBDA_FUNCTION_NAME);
  else check(options);

  return {
    open(functionName, bindings) {
      if (made === undefined || made.functionName !== functionName) made = makeFor(functionName);
      const { shared, makeLogger } = made;
      const logger = makeLogger({ writeEvent: shared.writeEvent.fork?.(), bindings });
      shared.open++;

      async function settle(deadline: number): Promise<void> {
        const flushes = [logger.flush({ deadline })];
        // Alone, it also waits for what earlier invocations recorded after their end. While others are open it must
        // not: their events are theirs to wait for.
        const everything = shared.open === 1 && shared.writeEvent.flush?.({ deadline });
        if (everything) flushes.push(everything);
        await within(deadline + HANDING_OVER_MS - Date.now(), Promise.all(flushes));
        shared.open--;
      }
      return { logger, settle };
    },
  };
}

/** Throws for what would throw at the first invocation, apart from a table that is still to come. */
function check(options: FunctionLoggingOptions): void {
  const settings = readSettings();
  const writeEvent = options.writeEvent ?? (() => {});
  createLoggerFactory(loggerConfig(options, settings, options.origin ?? UNNAMED, writeEvent));
  if (options.tableName !== undefined) sharedWriter(options, settings);
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

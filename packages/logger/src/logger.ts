import { bindLogger, type LoggerCore } from "./bound-logger.js";
import { type Catalogue, DEFAULT_CATALOGUE } from "./catalogue.js";
import { createPrinter, type LogConsole } from "./console.js";
import type { FlushOptions, FlushReport, OriginRegistration, WriteEvent } from "./event-writer.js";
import { recordWriter } from "./plain-writer.js";
import { createRecordMaker } from "./record.js";
import { days, parseRetention, type RetentionPolicy } from "./retention.js";
import { assertOrigin, assertShards, type EventType } from "./schema.js";
import { readSettings } from "./settings.js";

/** `local` prints readable lines; `prod` silences `debug`; every other name is treated as `dev`. */
export type Environment = "local" | "dev" | "prod" | (string & {});

/** What is said about one event. */
export interface EventData {
  /** One sentence for the people who read the log. */
  description: string;
  userId?: string;
  /** Any value is stored; what JSON cannot say becomes something readable. */
  payload?: Record<string, unknown>;
}

/** What all events and lines of a logger share. Fields beyond the three ids become part of every payload. */
export interface Bindings {
  userId?: string;
  requestId?: string;
  correlationId?: string;
  [field: string]: unknown;
}

/** Events for the business, lines for debugging. No method throws. */
export interface Logger {
  /** Records a durable event. */
  event(event: EventType, data: EventData): void;
  /** Prints a line; silent in `prod`. */
  debug(message: string, context?: unknown): void;
  info(message: string, context?: unknown): void;
  warn(message: string, context?: unknown): void;
  /** Prints a line, with the stack of an Error in `context`, and records a durable `ERROR` event. */
  error(message: string, context?: unknown): void;
  /** A logger that adds these bindings to its own. */
  child(bindings: Bindings): Logger;
  /** Settles every event recorded so far: delivered, or handed to `undelivered`. Never rejects. */
  flush(options?: FlushOptions): Promise<FlushReport>;
}

/** How a logger is made. Wrong values throw here and never later. */
export interface LoggerConfig {
  /** The service that records: no `#`, at most 256 characters. */
  origin: string;
  environment: Environment;
  /** Where records go: {@link createDynamoEventWriter}, or any function of a record. */
  writeEvent: WriteEvent;
  /** Where lines go. Default: the global console. */
  console?: LogConsole;
  /** Partitions of the origin, 1 to 128. Default: `EVENT_LOG_SHARDS`, else 1. */
  shards?: number;
  /** Such as `30d,ERROR=90d`. Default: `EVENT_LOG_RETENTION`, else 30 days and 90 for errors. */
  retention?: string;
}

/** What sets the loggers of one factory apart. */
export interface LoggerScope {
  /** Default: the factory's. */
  writeEvent?: WriteEvent;
  bindings?: Bindings;
}

/**
 * Creates a logger.
 *
 * @throws TypeError or RangeError when an option cannot be used.
 * @example
 * const logger = createLogger({ origin: "orders", environment: "local", writeEvent: console.log });
 * logger.event(EventType.JobStarted, { description: "Invoice run started", userId: "u_1" });
 */
export function createLogger(config: LoggerConfig): Logger {
  return createLoggerFactory(config)({});
}

/**
 * Checks the options once and gives a function that makes loggers, such as one for each invocation.
 *
 * @throws TypeError or RangeError when an option cannot be used.
 */
export function createLoggerFactory(config: LoggerConfig): (scope: LoggerScope) => Logger {
  const settings = readSettings();
  const { origin, environment = settings.environment, shards = settings.shards } = config;
  const retention = config.retention ? parseRetention(config.retention) : settings.retention;
  const catalogue = DEFAULT_CATALOGUE;
  assertOrigin(origin);
  assertShards(shards);
  assertWriteEvent(config.writeEvent);
  const print = createPrinter(environment, config.console);
  const makeRecord = createRecordMaker({ origin, environment, shards, retention, catalogue });
  const registration = registrationOf(origin, shards, catalogue, retention);

  const core: LoggerCore = { origin, silent: environment === "prod", print, makeRecord };

  return function makeLogger({ writeEvent = config.writeEvent, bindings = {} }) {
    writeEvent.register?.(registration);
    return bindLogger(
      core,
      { writer: recordWriter(writeEvent), recorded: new WeakSet() },
      bindings,
    );
  };
}

function assertWriteEvent(writeEvent: unknown): void {
  if (typeof writeEvent === "function") return;
  throw new TypeError(
    `writeEvent must be a function of a record, such as createDynamoEventWriter(...), received ${typeof writeEvent}`,
  );
}

function registrationOf(
  origin: string,
  shards: number,
  catalogue: Catalogue,
  retention: RetentionPolicy,
): OriginRegistration {
  const events: OriginRegistration["events"] = {};
  for (const [name, definition] of Object.entries(catalogue)) {
    const kept = definition.retention ?? retention.byEvent.get(name) ?? retention.standard;
    events[name] = {
      level: definition.level ?? "info",
      retentionDays: kept === "forever" ? null : kept / days(1),
      description: definition.description,
    };
  }
  return { origin, shards, events };
}

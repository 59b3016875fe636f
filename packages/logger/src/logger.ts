import { assertOrigin, assertShards, parseRetention } from "@service-events/schema";
import { bindLogger, type LoggerCore } from "./bound-logger.js";
import { assertCatalogue, type CheckedCatalogue } from "./catalogue/brand.js";
import { type DefaultEvents, defaultEvents } from "./catalogue/default-events.js";
import type { Catalogue } from "./catalogue/definition.js";
import { registrationOf } from "./catalogue/registration.js";
import { createRuleBook } from "./catalogue/rules.js";
import { createPrinter, type LogConsole } from "./console.js";
import type { WriteEvent } from "./event-writer.js";
import type { Bindings, Logger } from "./logger-interface.js";
import type { RedactionOptions } from "./payload/redact.js";
import { recordWriter } from "./plain-writer.js";
import { createRecordMaker } from "./record/record.js";
import { readSettings } from "./settings.js";

export type { Bindings, Logger } from "./logger-interface.js";

/** `local` prints readable lines; `prod` silences `debug`; every other name is treated as `dev`. */
export type Environment = "local" | "dev" | "prod" | (string & {});

/** Options of a logger. Invalid values throw here rather than later. */
export interface LoggerConfig<Events extends Catalogue = DefaultEvents> {
  /** The service that records: no `#`, at most 256 characters. */
  origin: string;
  environment: Environment;
  /** Where records go: {@link createDynamoEventWriter}, or any function of a record. */
  writeEvent: WriteEvent;
  /** The catalogue, from {@link defineEvents}. Default: {@link defaultEvents}, the six types of `EventType`. */
  events?: Events;
  /** Where lines go. Default: the global console. */
  console?: LogConsole;
  /** Partitions of the origin, 1 to 128. Default: `EVENT_LOG_SHARDS`, else 1. */
  shards?: number;
  /**
   * Such as `30d,ERROR=90d`, for types whose retention the catalogue leaves open. Default: `EVENT_LOG_RETENTION`, else
   * 30 days and 90 for errors.
   */
  retention?: string;
  /**
   * What to redact in payloads, descriptions, errors and lines, in addition to passwords, tokens, card numbers and other
   * secrets. `false` turns redaction off, except for events whose catalogue entry has `redact`.
   */
  redact?: RedactionOptions | false;
  /**
   * Whether the event of an Error has its stack and those of its causes: the frames of your code, at most 4,000 bytes,
   * redacted. Default: true.
   */
  errorStack?: boolean;
}

/** Options that differ between the loggers of one factory. */
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
export function createLogger<const Events extends CheckedCatalogue = DefaultEvents>(
  config: LoggerConfig<Events>,
): Logger<Events> {
  return createLoggerFactory(config)({});
}

/**
 * Checks the options once and returns a function that creates loggers, such as one for each invocation.
 *
 * @throws TypeError or RangeError when an option cannot be used.
 */
export function createLoggerFactory<const Events extends Catalogue = DefaultEvents>(
  config: LoggerConfig<Events>,
): (scope: LoggerScope) => Logger<Events> {
  const settings = readSettings();
  const { origin, environment = settings.environment, shards = settings.shards } = config;
  const { events = defaultEvents, redact = {}, errorStack = true } = config;
  assertOrigin(origin);
  assertShards(shards);
  assertWriteEvent(config.writeEvent);
  if (typeof errorStack !== "boolean") {
    throw new TypeError(`errorStack must be true or false, received ${typeof errorStack}`);
  }
  assertCatalogue(events);
  const print = createPrinter(environment, config.console);
  const rules = createRuleBook({
    catalogue: events,
    retention: config.retention ? parseRetention(config.retention) : settings.retention,
    redact,
    warn: (message) => print({ level: "warn", origin, message, context: undefined }),
  });
  const makeRecord = createRecordMaker({ origin, environment, shards });
  const registration = registrationOf(origin, shards, rules);
  const silent = environment === "prod";
  const core: LoggerCore = { origin, silent, print, rules, makeRecord, errorStack };

  return function makeLogger({ writeEvent = config.writeEvent, bindings = {} }) {
    const family = {
      writer: recordWriter(writeEvent),
      registration: writeEvent.register?.(registration),
      recorded: new WeakSet<Error>(),
    };
    return bindLogger(core, family, bindings) as Logger<Events>;
  };
}

function assertWriteEvent(writeEvent: unknown): void {
  if (typeof writeEvent === "function") return;
  throw new TypeError(
    `writeEvent must be a function of a record, such as createDynamoEventWriter(...), received ${typeof writeEvent}`,
  );
}

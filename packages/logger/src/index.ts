/**
 * Records typed business events and delivers them, in batches, to a table or another sink.
 *
 * @module
 */
export type { OriginRegistration, RegisteredEvent } from "@service-events/schema";
export {
  days,
  type EventError,
  type EventRecord,
  EventType,
  type Level,
  type Retention,
} from "@service-events/schema";
export type { Checked, CheckedCatalogue } from "./catalogue/brand.js";
export { type DefaultEvents, defaultEvents } from "./catalogue/default-events.js";
export {
  defineEvents,
  type EventNames,
  eventNames,
  type MergedEvents,
  mergeEvents,
} from "./catalogue/define.js";
export type {
  Catalogue,
  CheckedDefinitions,
  EventDefinition,
  Mistake,
} from "./catalogue/definition.js";
export type { EventArguments, EventData, EventName } from "./catalogue/event-data.js";
export type { StandardSchema } from "./catalogue/standard-schema.js";
export { type FanOutReport, type FanOutWriter, fanOut } from "./compose/fan-out.js";
export { type Choice, type RouteReport, type RouteWriter, route } from "./compose/route.js";
export { sampled } from "./compose/sampled.js";
export type { LogConsole } from "./console.js";
export type { DeliveryFailure, DeliveryRequest } from "./delivery/channels.js";
export type { DeliveryOptions } from "./delivery/options.js";
export type { Undelivered } from "./delivery/undelivered.js";
export { createEventWriter } from "./delivery/writer.js";
export type {
  DeliveryCounters,
  DeliveryHealth,
  EventWriter,
  FlushOptions,
  FlushReport,
  WriteEvent,
} from "./event-writer.js";
export type { LoggingContext } from "./lambda/context.js";
export { currentLogger } from "./lambda/invocation.js";
export { type FlushMode, type WithLoggingOptions, withLogging } from "./lambda/with-logging.js";
export {
  type Bindings,
  createLogger,
  type Environment,
  type Logger,
  type LoggerConfig,
} from "./logger.js";
export { createRedaction, type Redaction, type RedactionOptions } from "./payload/redact.js";
export type {
  BatchOutcome,
  Entry,
  Outcome,
  Refusal,
  RefusalKind,
  Sink,
  SinkLimits,
} from "./sink.js";
export { createDynamoEventWriter, type DynamoEventWriterConfig } from "./sinks/dynamodb/writer.js";
export type { AwsClient } from "./transport/aws/connection.js";

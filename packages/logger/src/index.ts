export type { AwsClient } from "./aws/connection.js";
export type { LogConsole } from "./console.js";
export type { DeliveryOptions } from "./delivery/options.js";
export type { Undelivered } from "./delivery/undelivered.js";
export { createEventWriter } from "./delivery/writer.js";
export { createDynamoEventWriter, type DynamoEventWriterConfig } from "./dynamodb/writer.js";
export type {
  DeliveryCounters,
  EventWriter,
  FlushOptions,
  FlushReport,
  OriginRegistration,
  RegisteredEvent,
  WriteEvent,
} from "./event-writer.js";
export {
  type Bindings,
  createLogger,
  type Environment,
  type EventData,
  type Logger,
  type LoggerConfig,
} from "./logger.js";
export { type EventError, type EventRecord, EventType, type Level } from "./schema.js";
export type { BatchOutcome, Entry, Outcome, Refusal, Sink, SinkLimits } from "./sink.js";

import type { DeliveryOptions } from "../../delivery/options.js";
import { createEventWriter, createWriterWithDeadLetter } from "../../delivery/writer.js";
import type { EventWriter } from "../../event-writer.js";
import type { AwsClient } from "../../transport/aws/connection.js";
import { createSqsSink } from "../sqs.js";
import { createDynamoSink } from "./sink.js";

/** Where events are stored, and the bounds of the road there. */
export interface DynamoEventWriterConfig extends DeliveryOptions {
  /** The table's name; the ARN of one in another account or region. */
  tableName: string;
  /**
   * A `DynamoDBClient` of the AWS SDK v3, whose region, endpoint, credentials and request handler are used.
   * Default: those of Lambda's environment, without loading the SDK.
   */
  client?: AwsClient;
  /**
   * The URL of an SQS queue that takes what the table does not, until the redrive function writes it back. Default:
   * `EVENT_LOG_DEAD_LETTER_QUEUE`, which the construct sets; without one, `undelivered` is next.
   */
  deadLetterQueueUrl?: string;
}

/**
 * Creates the `writeEvent` that stores events in a DynamoDB table.
 *
 * @throws TypeError when the table's name or the client cannot be used.
 * @example
 * const logger = createLogger({
 *   origin: "orders",
 *   environment: "prod",
 *   writeEvent: createDynamoEventWriter({ tableName: "event-log", client: new DynamoDBClient({}) }),
 * });
 */
export function createDynamoEventWriter(config: DynamoEventWriterConfig): EventWriter {
  const { tableName, client, deadLetterQueueUrl, ...options } = config;
  if (typeof tableName !== "string" || tableName === "") {
    throw new TypeError(
      `tableName must be the name of a DynamoDB table, received ${JSON.stringify(tableName)}`,
    );
  }
  const sink = createDynamoSink(tableName, client);
  const queueUrl = deadLetterQueueUrl ?? process.env.EVENT_LOG_DEAD_LETTER_QUEUE;
  if (!queueUrl) return createEventWriter(sink, options);
  return createWriterWithDeadLetter(sink, createSqsSink(queueUrl, sink.name), options);
}

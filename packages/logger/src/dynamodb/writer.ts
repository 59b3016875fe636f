import type { AwsClient } from "../aws/connection.js";
import type { DeliveryOptions } from "../delivery/options.js";
import { createEventWriter } from "../delivery/writer.js";
import type { EventWriter } from "../event-writer.js";
import { createDynamoSink } from "./sink.js";

/** Where events are stored, and the bounds of the road there. */
export interface DynamoEventWriterConfig extends DeliveryOptions {
  tableName: string;
  /**
   * A `DynamoDBClient` of the AWS SDK v3, whose region, endpoint, credentials and request handler are used.
   * Default: those of Lambda's environment, without loading the SDK.
   */
  client?: AwsClient;
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
  const { tableName, client, ...options } = config;
  if (typeof tableName !== "string" || tableName === "") {
    throw new TypeError(
      `tableName must be the name of a DynamoDB table, received ${JSON.stringify(tableName)}`,
    );
  }
  if (client !== undefined && typeof client.config?.requestHandler?.handle !== "function") {
    throw new TypeError("client must be a DynamoDBClient of the AWS SDK for JavaScript v3");
  }
  return createEventWriter(createDynamoSink(tableName, client), options);
}

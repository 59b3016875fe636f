import type { DeliveryOptions } from "../delivery/options.js";
import { createEventWriter } from "../delivery/writer.js";
import type { EventWriter } from "../event-writer.js";
import type { Sink } from "../sink.js";
import { createCall } from "../transport/aws/call.js";
import { type AwsClient, openConnection } from "../transport/aws/connection.js";
import { callWithBatch } from "./shared/batch-call.js";

/** The bus that events go to, their source, and the bounds of delivery. */
export interface EventBridgeEventWriterConfig extends DeliveryOptions {
  /** The name or ARN of an event bus. Default: the account's own, `default`. */
  busName?: string;
  /** The `source` of all events; AWS keeps `aws.` for itself. Default: the origin of each event. */
  source?: string;
  /**
   * An `EventBridgeClient` of the AWS SDK v3, whose region, endpoint, credentials and request handler are used.
   * Default: those of Lambda's environment, without loading the SDK.
   */
  client?: AwsClient;
}

/**
 * `PutEvents` takes less than 1 MB per request. EventBridge does not count an entry's names, quotes and escapes, so the
 * text is at least as long as what it counts.
 */
const LIMITS = { records: 10, bytes: 1_000_000 };

/**
 * Creates the `writeEvent` that puts events on an EventBridge bus, where rules forward them to Lambda, SQS, Step
 * Functions and others. `source` is the origin, `detail-type` the event type, and `detail` the whole record.
 *
 * Needs `events:PutEvents` on the bus. A request whose answer was lost is sent again and may arrive twice:
 * `detail.sk` is the same for both.
 *
 * @throws TypeError or RangeError when an option cannot be used.
 * @example
 * const writeEvent = createEventBridgeEventWriter({ busName: "business" });
 */
export function createEventBridgeEventWriter(
  config: EventBridgeEventWriterConfig = {},
): EventWriter {
  const { busName, source, client, ...options } = config;
  return createEventWriter(createEventBridgeSink({ busName, source, client }), options);
}

/**
 * Creates the sink of an EventBridge bus.
 *
 * @example
 * const writeEvent = createEventWriter(createEventBridgeSink({ busName: "business" }));
 */
export function createEventBridgeSink(
  config: Pick<EventBridgeEventWriterConfig, "busName" | "source" | "client">,
): Sink {
  const { busName, source, client } = config;
  assertText("busName", busName, "the name or ARN of an event bus");
  assertText("source", source, "a name such as 'shop.orders'");
  if (source?.startsWith("aws.")) {
    throw new TypeError(`source must not begin with 'aws.', received '${source}': AWS refuses it`);
  }
  const putEvents = createCall(openConnection("events", client), {
    service: "events",
    target: "AWSEvents.PutEvents",
    contentType: "application/x-amz-json-1.1",
  });

  return {
    name: `eventbridge:${busName ?? "default"}`,
    limits: LIMITS,
    encode: (record) =>
      JSON.stringify({
        Time: Date.parse(record.createdAt) / 1_000,
        Source: source ?? record.origin,
        DetailType: record.event,
        Detail: JSON.stringify(record),
        EventBusName: busName,
      }),
    send(batch, signal) {
      const body = `{"Entries":[${batch.map(({ text }) => text).join(",")}]}`;
      return callWithBatch(putEvents, body, "Entries", signal);
    },
  };
}

function assertText(option: string, value: unknown, wanted: string): void {
  if (value === undefined || (typeof value === "string" && value !== "")) return;
  throw new TypeError(`${option} must be ${wanted}, received ${JSON.stringify(value)}`);
}

import type { DeliveryOptions } from "../delivery/options.js";
import { createEventWriter } from "../delivery/writer.js";
import type { EventWriter } from "../event-writer.js";
import type { Sink } from "../sink.js";
import { createCall } from "../transport/aws/call.js";
import { type AwsClient, openConnection } from "../transport/aws/connection.js";
import { callWithBatch } from "./shared/batch-call.js";

/** The stream that events go to, and the bounds of delivery. */
export interface FirehoseEventWriterConfig extends DeliveryOptions {
  /** The name of a Firehose stream that takes direct puts. */
  streamName: string;
  /**
   * A `FirehoseClient` of the AWS SDK v3, whose region, endpoint, credentials and request handler are used.
   * Default: those of Lambda's environment, without loading the SDK.
   */
  client?: AwsClient;
}

/** `PutRecordBatch` takes 4 MB per request. Texts are Base64, so at least as long as what it counts. */
const LIMITS = { records: 500, bytes: 4_000_000 };

/**
 * Creates the `writeEvent` that puts events into an Amazon Data Firehose stream, and so into S3, where Athena queries them.
 * Each event is one line of JSON, so the files are NDJSON, as `service-events import` reads them.
 *
 * Needs `firehose:PutRecordBatch` on the stream. A request whose answer was lost is sent again and may arrive twice: `sk`
 * is the same for both.
 *
 * @throws TypeError or RangeError when an option cannot be used.
 * @example
 * const writeEvent = createFirehoseEventWriter({ streamName: "events-to-s3" });
 */
export function createFirehoseEventWriter(config: FirehoseEventWriterConfig): EventWriter {
  const { streamName, client, ...options } = config;
  return createEventWriter(createFirehoseSink({ streamName, client }), options);
}

/**
 * Creates the sink of a Firehose stream.
 *
 * @example
 * const writeEvent = createEventWriter(createFirehoseSink({ streamName: "events-to-s3" }));
 */
export function createFirehoseSink(
  config: Pick<FirehoseEventWriterConfig, "streamName" | "client">,
): Sink {
  const { streamName, client } = config;
  if (typeof streamName !== "string" || streamName === "") {
    throw new TypeError(
      `streamName must be the name of a Firehose stream, received ${JSON.stringify(streamName)}`,
    );
  }
  const stream = JSON.stringify(streamName);
  const putRecordBatch = createCall(openConnection("firehose", client), {
    service: "firehose",
    target: "Firehose_20150804.PutRecordBatch",
    contentType: "application/x-amz-json-1.1",
  });

  return {
    name: `firehose:${streamName}`,
    limits: LIMITS,
    encode(record) {
      const line = `${JSON.stringify(record)}\n`;
      return `{"Data":"${Buffer.from(line).toString("base64")}"}`;
    },
    send(batch, signal) {
      const records = batch.map(({ text }) => text).join(",");
      const body = `{"DeliveryStreamName":${stream},"Records":[${records}]}`;
      return callWithBatch(putRecordBatch, body, "RequestResponses", signal);
    },
  };
}

/** The sink of this package named by `BENCH_WAY`, with default options, through the logger. */
import {
  createDynamoEventWriter,
  createEventWriter,
  type EventWriter,
} from "@service-events/logger";
import { createCloudWatchEventWriter } from "@service-events/logger/cloudwatch";
import { createConsoleEventWriter } from "@service-events/logger/console";
import { createDatadogEventWriter } from "@service-events/logger/datadog";
import { createEventBridgeEventWriter } from "@service-events/logger/eventbridge";
import { createFirehoseEventWriter } from "@service-events/logger/firehose";
import { createNewRelicEventWriter } from "@service-events/logger/newrelic";
import { createOtlpEventWriter } from "@service-events/logger/otlp";
import { createWebhookEventWriter } from "@service-events/logger/webhook";
import { measureLogger } from "../delivery/measure-logger.js";

const { BENCH_WAY = "", BENCH_URL = "" } = process.env;

const WAYS: Readonly<Record<string, () => EventWriter>> = {
  "otlp protobuf": () => createOtlpEventWriter({ url: BENCH_URL, compression: "none" }),
  "otlp protobuf gzip": () => createOtlpEventWriter({ url: BENCH_URL }),
  "otlp json": () =>
    createOtlpEventWriter({ url: BENCH_URL, encoding: "json", compression: "none" }),
  "otlp json gzip": () => createOtlpEventWriter({ url: BENCH_URL, encoding: "json" }),
  datadog: () => createDatadogEventWriter({ url: BENCH_URL, apiKey: "bench" }),
  newrelic: () => createNewRelicEventWriter({ url: BENCH_URL, licenseKey: "bench" }),
  dynamodb: () => createDynamoEventWriter({ tableName: "event-log" }),
  firehose: () => createFirehoseEventWriter({ streamName: "events" }),
  eventbridge: () => createEventBridgeEventWriter(),
  webhook: () => {
    const secret = `whsec_${Buffer.alloc(32).toString("base64")}`;
    return createWebhookEventWriter({ url: BENCH_URL, secret });
  },
  cloudwatch: () => createCloudWatchEventWriter(),
  console: () => createConsoleEventWriter(),
  nowhere: () =>
    createEventWriter({
      name: "nowhere",
      limits: { records: 500, bytes: 1_000_000 },
      encode: () => "-",
      send: async () => ({ status: "ok" }),
    }),
};

const createWriter = WAYS[BENCH_WAY];
if (createWriter === undefined) throw new Error(`unknown sink '${BENCH_WAY}'`);

await measureLogger(createWriter());

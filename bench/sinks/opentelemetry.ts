/**
 * The same events through OpenTelemetry's own SDK: batch processor and OTLP exporter, as its documentation sets them up.
 * `BENCH_WAY` says which exporter, and whether it compresses.
 */
import { DiagLogLevel, diag } from "@opentelemetry/api";
import { OTLPLogExporter as JsonExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtobufExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { measureWay } from "../delivery/measure.js";
import { sampleEvent } from "../lib/sample-event.js";

const { BENCH_WAY = "", BENCH_URL = "" } = process.env;

const Exporter = BENCH_WAY.startsWith("protobuf") ? ProtobufExporter : JsonExporter;
const compression = BENCH_WAY.endsWith("gzip") ? "gzip" : "none";
const exporter = new Exporter({
  url: BENCH_URL,
  // The type is an enum that the package does not export.
  compression: compression as never,
  concurrencyLimit: 4,
});
const provider = new LoggerProvider({
  processors: [new BatchLogRecordProcessor({ exporter })],
});
const logger = provider.getLogger("bench");

const INFO = 9;

/** The SDK reports undelivered records only here. */
function fail(message: string): never {
  throw new Error(message);
}
diag.setLogger(
  { error: fail, warn: fail, info() {}, debug() {}, verbose() {} },
  { logLevel: DiagLogLevel.WARN },
);

await measureWay(async (count) => {
  for (let index = 0; index < count; index++) {
    const { event, description, userId, payload } = sampleEvent(index);
    logger.emit({
      timestamp: Date.now(),
      severityNumber: INFO,
      severityText: "INFO",
      eventName: event,
      body: description,
      attributes: { "user.id": userId, payload },
    });
  }
  await provider.forceFlush();
});

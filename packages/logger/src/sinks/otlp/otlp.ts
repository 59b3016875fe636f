import type { DeliveryOptions } from "../../delivery/options.js";
import { createEventWriter } from "../../delivery/writer.js";
import type { EventWriter } from "../../event-writer.js";
import type { Entry, Sink } from "../../sink.js";
import { gzipped, plain } from "../../transport/http/content.js";
import { toDestination } from "../../transport/http/endpoint.js";
import { createSender, type Judge, judgeByStatus, toLine } from "../../transport/http/sender.js";
import type { Attribute } from "../shared/attributes.js";
import { unlessPage } from "../shared/page.js";
import type { Encoding, ResourceLogs } from "./encoding.js";
import { receiverOfEnvironment, resourceOfEnvironment } from "./environment.js";
import { jsonEncoding } from "./json.js";
import { toLogRecord } from "./log-record.js";
import { protobufEncoding } from "./protobuf.js";

export { receiverOfEnvironment } from "./environment.js";

/**
 * The OTLP receiver that events go to, and the bounds of delivery.
 *
 * Without a `url`, unset options come from OpenTelemetry's standard variables, those for logs
 * (`OTEL_EXPORTER_OTLP_LOGS_...`) before those for all signals (`OTEL_EXPORTER_OTLP_...`). With one, these are ignored:
 * they describe another receiver, whose headers must not be sent to this one.
 */
export interface OtlpEventWriterConfig extends DeliveryOptions {
  /**
   * Where logs are posted, with the whole path: `https://collector.example/v1/logs`. Default:
   * `OTEL_EXPORTER_OTLP_LOGS_ENDPOINT`, then `OTEL_EXPORTER_OTLP_ENDPOINT` with `/v1/logs` appended.
   */
  url?: string;
  /**
   * Headers of every request, such as an `authorization`. None of their values ever appears in a message. Default:
   * `..._HEADERS`.
   */
  headers?: Readonly<Record<string, string>>;
  /** The encoding of requests. Default: `..._PROTOCOL`, then `protobuf`, which is smaller. */
  encoding?: "json" | "protobuf";
  /** The compression of requests of 1 KB or more. Default: `..._COMPRESSION`, then `gzip`. */
  compression?: "gzip" | "none";
  /** How long one request may take, in ms. Default: `..._TIMEOUT`, then 10,000. */
  attemptTimeoutMs?: number;
  /**
   * Attributes of the resource, such as `{ "service.version": "1.4.0" }`, besides those of `OTEL_RESOURCE_ATTRIBUTES`
   * and `OTEL_SERVICE_NAME`, and in place of those with the same name. `service.name` is the event's origin and
   * `deployment.environment.name` its environment, unless they are given; an origin that is not the `service.name` is
   * `event.origin`.
   */
  resource?: Resource;
}

type Resource = Readonly<Record<string, string | number | boolean>>;

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  json: jsonEncoding,
  protobuf: protobufEncoding,
};

/** Servers take 4 MiB, most of them 20; the rest is for what surrounds the records. */
const LIMITS = { records: 500, bytes: 3_900_000 };

/** What OpenTelemetry's exporters allow: some receivers take seconds. */
const ATTEMPT_TIMEOUT_MS = 10_000;

/** The specification forbids retrying others. */
const RETRIED = new Set([429, 502, 503, 504]);

const judgeStatus = unlessPage(judgeByStatus((status) => RETRIED.has(status), new Set([400, 413])));

/**
 * Creates the `writeEvent` that sends events as OpenTelemetry logs over OTLP/HTTP: to a collector, Grafana, Honeycomb,
 * Datadog, New Relic, Axiom, Elastic and others.
 *
 * A server that rejects some records of a batch does not say which, and must not be retried: the whole batch goes to
 * `undelivered`. If it is replayed, or a request is sent again because its answer was lost, duplicates have the same
 * `event.id`.
 *
 * @throws TypeError or RangeError when an option cannot be used.
 * @example
 * const writeEvent = createOtlpEventWriter({ url: "http://localhost:4318/v1/logs" });
 */
export function createOtlpEventWriter(config: OtlpEventWriterConfig = {}): EventWriter {
  const ofEnvironment = config.url === undefined ? receiverOfEnvironment(process.env) : undefined;
  const {
    url = ofEnvironment?.url ?? "",
    headers = ofEnvironment?.headers,
    encoding = ofEnvironment?.encoding,
    compression = ofEnvironment?.compression,
    attemptTimeoutMs = ofEnvironment?.attemptTimeoutMs,
    resource,
    ...options
  } = config;
  const sink = createOtlpSink({
    url,
    headers,
    encoding,
    compression,
    resource: { ...resourceOfEnvironment(process.env), ...resource },
  });
  return createEventWriter(sink, { ...options, attemptTimeoutMs });
}

/** The OTLP receiver of a sink. Ignores the environment. */
export type OtlpSinkConfig = Pick<
  OtlpEventWriterConfig,
  "headers" | "encoding" | "compression" | "resource"
> & { url: string };

/**
 * Creates the sink of an OTLP receiver.
 *
 * @example
 * const writeEvent = createEventWriter(createOtlpSink({ url: "http://localhost:4318/v1/logs" }));
 */
export function createOtlpSink(config: OtlpSinkConfig): Sink {
  const { url, headers, encoding: name = "protobuf", compression = "gzip", resource = {} } = config;
  const encoding = Object.hasOwn(ENCODINGS, name) ? ENCODINGS[name] : undefined;
  if (encoding === undefined) {
    throw new TypeError(`encoding must be 'json' or 'protobuf', received '${name}'`);
  }
  if (compression !== "gzip" && compression !== "none") {
    throw new TypeError(`compression must be 'gzip' or 'none', received '${compression}'`);
  }
  assertResource(resource);
  const destination = toDestination({ url, headers });
  const send = createSender(destination, judgeIn(encoding), encoding.charset);
  const toContent = compression === "gzip" ? gzipped : plain;

  return {
    name: `otlp:${destination.endpoint.hostname}`,
    limits: LIMITS,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
    encode: (record) => encoding.encode(toLogRecord(record)),
    async send(batch, signal) {
      const pieces = encoding.request(byResource(batch, resource));
      return send(await toContent({ ...encoding, pieces }), signal);
    },
  };
}

function judgeIn(encoding: Encoding): Judge {
  return function judge(answer) {
    const outcome = judgeStatus(answer);
    if (outcome.status !== "ok") return outcome;
    const { rejected, message } = encoding.partialSuccess(answer.body);
    if (rejected === 0) return outcome;
    const reason = `the server rejected ${rejected} records of a batch and did not say which`;
    return { status: "reject", reason: `${reason}: ${toLine(message)}`, rejected };
  };
}

/** Loggers of several origins may share a writer. */
function byResource(batch: readonly Entry[], resource: Resource): ResourceLogs[] {
  const groups = new Map<string, { attributes: Attribute[]; texts: string[] }>();
  for (const { record, text } of batch) {
    const { origin, environment } = record;
    const key = `${origin}#${environment}`;
    const group = groups.get(key) ?? {
      attributes: attributesOf(origin, environment, resource),
      texts: [],
    };
    group.texts.push(text);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function attributesOf(
  origin: string,
  environment: string | undefined,
  resource: Resource,
): Attribute[] {
  const attributes: Resource = {
    "service.name": origin,
    ...(environment && { "deployment.environment.name": environment }),
    ...resource,
  };
  const isNamedOtherwise = attributes["service.name"] !== origin;
  return Object.entries({ ...attributes, ...(isNamedOtherwise && { "event.origin": origin }) });
}

function assertResource(resource: Resource): void {
  for (const [name, value] of Object.entries(resource)) {
    if (["string", "number", "boolean"].includes(typeof value)) continue;
    throw new TypeError(
      `resource has '${name}', which must be a text, number or boolean, received ${typeof value}`,
    );
  }
}

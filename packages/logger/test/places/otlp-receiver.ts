import root from "@opentelemetry/otlp-transformer/build/src/generated/root.js";
import { type HttpPlace, type PlaceRequest, type Reply, startHttpPlace } from "./http-place.js";

/** A message that protobufjs has generated from the official .proto files; its own types leave it out. */
interface Definition {
  decode(bytes: Uint8Array): object;
  encode(message: object): { finish(): Uint8Array };
  fromObject(message: object): object;
  toObject(message: object, options: object): object;
}

interface Definitions {
  opentelemetry: {
    proto: {
      collector: {
        logs: {
          v1: { ExportLogsServiceRequest: Definition; ExportLogsServiceResponse: Definition };
        };
      };
    };
  };
}

const { ExportLogsServiceRequest, ExportLogsServiceResponse } = (root as unknown as Definitions)
  .opentelemetry.proto.collector.logs.v1;

interface AnyValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string;
  doubleValue?: number;
  arrayValue?: { values: AnyValue[] };
  kvlistValue?: { values: KeyValue[] };
}

export interface KeyValue {
  key: string;
  value: AnyValue;
}

/** A log record as OTLP's JSON has it, whichever way it came. */
export interface ReceivedLog {
  timeUnixNano: string;
  severityNumber: number;
  severityText: string;
  eventName: string;
  body: AnyValue;
  attributes: KeyValue[];
  traceId?: string;
  spanId?: string;
}

export interface ReceivedResource {
  resource: { attributes: KeyValue[] };
  scopeLogs: { scope: { name: string }; logRecords: ReceivedLog[] }[];
}

/** An OTLP/HTTP receiver with the limit that servers had for a long time. */
export interface OtlpReceiver extends HttpPlace {
  readonly resources: readonly ReceivedResource[];
  /** The attributes `event.id` of what is stored. */
  ids(): string[];
  /** From now on, answers that some records of a batch are rejected. */
  reject(count: number, message: string): void;
}

/** Its receiver takes no more, before or after compression. */
const MAX_BYTES = 4 * 1024 * 1024;

/** What this receiver takes no log of. */
export const REFUSED_EVENT = "REFUSED";

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const resources: ReceivedResource[] = [];
  let partial = { rejectedLogRecords: 0, errorMessage: "" };

  const place = await startHttpPlace({
    path: "/v1/logs",
    busy: { status: 503 },
    refuses: { status: 401, body: "no such tenant" },
    refusalOf: ({ headers }) =>
      headers["x-tenant"] === "team-a" ? undefined : { status: 401, body: "no tenant" },
    perform(request) {
      if (request.body.length > MAX_BYTES) return { status: 413 };
      const received = parse(request);
      if (received === undefined) return { status: 400, body: "cannot be decoded" };
      const logs = received.flatMap(logsOf);
      if (logs.some(({ eventName }) => eventName === REFUSED_EVENT)) {
        return { status: 400, body: "a log is invalid" };
      }
      resources.push(...received);
      return respond(request, partial);
    },
  });

  return {
    ...place,
    resources,
    ids: () => resources.flatMap(logsOf).map((log) => attribute(log, "event.id").stringValue ?? ""),
    reject(rejectedLogRecords, errorMessage) {
      partial = { rejectedLogRecords, errorMessage };
    },
  };
}

export function logsOf({ scopeLogs }: ReceivedResource): ReceivedLog[] {
  return scopeLogs.flatMap(({ logRecords }) => logRecords);
}

export function attribute({ attributes }: { attributes: KeyValue[] }, name: string): AnyValue {
  const found = attributes.find(({ key }) => key === name);
  if (found === undefined) throw new Error(`there is no attribute ${name}`);
  return found.value;
}

function parse({ headers, body }: PlaceRequest): ReceivedResource[] | undefined {
  if (headers["content-type"] === "application/x-protobuf") return parseProtobuf(body);
  if (headers["content-type"] === "application/json") return parseJson(body.toString());
  return undefined;
}

/** Decodes by the official definition; nothing but what it defines may be there, in its one canonical form. */
function parseProtobuf(body: Buffer): ReceivedResource[] | undefined {
  const message = ExportLogsServiceRequest.decode(body);
  if (!body.equals(ExportLogsServiceRequest.encode(message).finish())) return undefined;
  return toJson(message);
}

/** Reads JSON by the official definition; a field that it does not define is refused, and so is one in its place. */
function parseJson(text: string): ReceivedResource[] | undefined {
  const sent = JSON.parse(text, (key, value) =>
    key === "traceId" || key === "spanId" ? Buffer.from(value, "hex").toString("base64") : value,
  );
  const read = toJson(ExportLogsServiceRequest.fromObject(sent));
  const { resourceLogs } = JSON.parse(text);
  return isEqual(read, resourceLogs) ? read : undefined;
}

function toJson(message: object): ReceivedResource[] {
  const plain = ExportLogsServiceRequest.toObject(message, { longs: String, bytes: String });
  const { resourceLogs } = plain as { resourceLogs: ReceivedResource[] };
  return JSON.parse(JSON.stringify(resourceLogs), (key, value) =>
    key === "traceId" || key === "spanId" ? Buffer.from(value, "base64").toString("hex") : value,
  );
}

/** Equal but for the order of fields, and for lists without members, which Protocol Buffers do not know from none. */
function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, member]) => !Array.isArray(member) || member.length > 0)
    .map(([key, member]) => [key, sorted(member)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function respond(
  { headers }: PlaceRequest,
  { rejectedLogRecords, errorMessage }: { rejectedLogRecords: number; errorMessage: string },
): Reply {
  const isPartial = rejectedLogRecords > 0 || errorMessage !== "";
  const contentType = String(headers["content-type"]);
  const type = { "content-type": contentType };
  if (contentType === "application/json") {
    const partialSuccess = { rejectedLogRecords: String(rejectedLogRecords), errorMessage };
    return {
      status: 200,
      headers: type,
      body: JSON.stringify(isPartial ? { partialSuccess } : {}),
    };
  }
  const partialSuccess = { rejectedLogRecords, errorMessage };
  const body = ExportLogsServiceResponse.encode(isPartial ? { partialSuccess } : {}).finish();
  return { status: 200, headers: type, body };
}

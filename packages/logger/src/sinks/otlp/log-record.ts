import type { EventRecord, Level } from "@service-events/schema";
import { type Attribute, eventAttributes } from "../shared/attributes.js";

/** An event in OpenTelemetry's log data model. */
export interface LogRecord {
  /** In ns since 1970; 0 where the record's time cannot be read. */
  readonly timeUnixNano: bigint;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly eventName: string;
  readonly body: string;
  readonly attributes: readonly Attribute[];
  /** 32 hexadecimal digits. */
  readonly traceId?: string;
  /** 16 hexadecimal digits. */
  readonly spanId?: string;
}

const SEVERITIES: Readonly<Record<Level, number>> = { debug: 5, info: 9, warn: 13, error: 17 };

/** A W3C trace id, alone or in a `traceparent`. */
const W3C_TRACE = /^(?:[\da-f]{2}-)?([\da-f]{32})(?:-([\da-f]{16})(?:-[\da-f]{2})?)?$/;
/** X-Ray writes the same id in two parts. */
const XRAY_TRACE = /^1-([\da-f]{8})-([\da-f]{24})$/;
const ONLY_ZEROS = /^0+$/;

/** Maps an event to the data model. Its origin and environment go to the resource. */
export function toLogRecord(record: EventRecord<string>): LogRecord {
  const { level = "info", payload, correlationId } = record;
  const attributes = eventAttributes(record);
  if (payload !== undefined) attributes.push(["payload", payload as Attribute[1]]);
  return {
    timeUnixNano: toNanoseconds(record.createdAt),
    severityNumber: SEVERITIES[level] ?? SEVERITIES.info,
    severityText: level.toUpperCase(),
    eventName: record.event,
    body: record.description,
    attributes,
    ...(correlationId !== undefined && traceOf(correlationId.toLowerCase())),
  };
}

/** `createdAt` has three digits more than a `Date`. */
function toNanoseconds(createdAt: string): bigint {
  const ms = Date.parse(createdAt);
  if (Number.isNaN(ms)) return 0n;
  const microseconds = /\.\d{3}(\d{3})/.exec(createdAt)?.[1] ?? "0";
  // Microseconds still fit into a number.
  return BigInt(ms * 1_000 + Number(microseconds)) * 1_000n;
}

function traceOf(correlationId: string): Pick<LogRecord, "traceId" | "spanId"> {
  const [, time, random] = XRAY_TRACE.exec(correlationId) ?? [];
  if (time !== undefined) return { traceId: `${time}${random}` };
  const [, traceId = "0", spanId = "0"] = W3C_TRACE.exec(correlationId) ?? [];
  // The specification calls ids of only zeros invalid.
  if (ONLY_ZEROS.test(traceId)) return {};
  return ONLY_ZEROS.test(spanId) ? { traceId } : { traceId, spanId };
}

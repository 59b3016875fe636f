import type { Attribute } from "../shared/attributes.js";
import {
  BITS_64,
  BYTES,
  begin,
  bytesTag,
  double,
  fixed64,
  hexadecimal,
  int64,
  tag,
  take,
  text,
  VARINT,
  varint,
  written,
} from "./backward-writer.js";
import { type Encoding, type PartialSuccess, SCOPE } from "./encoding.js";

/**
 * OTLP as Protocol Buffers, by the official definitions: opentelemetry/proto/collector/logs/v1/logs_service.proto and
 * what it imports. Numbers are field numbers, written from the last to the first.
 *
 * A record is a Latin-1 string, one character per byte: V8 stores it in as many bytes, and a batch joins these strings.
 */
export const protobufEncoding: Encoding = {
  contentType: "application/x-protobuf",
  charset: "latin1",

  encode(record) {
    begin();
    textField(12, record.eventName);
    if (record.spanId !== undefined) idField(10, record.spanId);
    if (record.traceId !== undefined) idField(9, record.traceId);
    keyValues(6, record.attributes);
    stringValue(5, record.body);
    textField(3, record.severityText);
    varint(record.severityNumber);
    tag(2, VARINT);
    fixed64(record.timeUnixNano);
    tag(1, BITS_64);
    bytesTag(2, 0);
    return take();
  },

  request(logs) {
    return logs.flatMap(({ attributes, texts }) => [resourceHead(attributes, texts), ...texts]);
  },

  partialSuccess(answer) {
    const partial = readFields(answer).get(1);
    return typeof partial === "string" ? readPartialSuccess(partial) : NOTHING_REJECTED;
  },
};

/** A ResourceLogs without its records, which come last. */
function resourceHead(attributes: readonly Attribute[], texts: readonly string[]): string {
  const records = texts.reduce((sum, { length }) => sum + length, 0);
  begin();
  textField(1, SCOPE);
  bytesTag(1, 0);
  varint(written() + records);
  tag(2, BYTES);
  const scopeLogs = written();
  keyValues(1, attributes);
  bytesTag(1, scopeLogs);
  varint(written() + records);
  tag(1, BYTES);
  return take();
}

function textField(field: number, value: string): void {
  const end = written();
  text(value);
  bytesTag(field, end);
}

function idField(field: number, digits: string): void {
  const end = written();
  hexadecimal(digits);
  bytesTag(field, end);
}

/** An AnyValue that is a text. */
function stringValue(field: number, value: string): void {
  const end = written();
  textField(1, value);
  bytesTag(field, end);
}

function keyValues(field: number, attributes: readonly Attribute[]): void {
  for (let index = attributes.length - 1; index >= 0; index--) {
    const [key, value] = attributes[index] as Attribute;
    keyValue(field, key, value);
  }
}

function keyValue(field: number, key: string, value: unknown): void {
  const end = written();
  anyValue(2, value);
  textField(1, key);
  bytesTag(field, end);
}

function anyValue(field: number, value: unknown): void {
  const end = written();
  if (typeof value === "string") textField(1, value);
  else if (typeof value === "number") numberValue(value);
  else if (typeof value === "boolean") booleanValue(value);
  else if (Array.isArray(value)) arrayValue(value);
  else if (typeof value === "object" && value !== null) mapValue(value);
  bytesTag(field, end);
}

function numberValue(value: number): void {
  if (Number.isSafeInteger(value)) {
    int64(value);
    tag(3, VARINT);
  } else {
    double(value);
    tag(4, BITS_64);
  }
}

function booleanValue(value: boolean): void {
  varint(Number(value));
  tag(2, VARINT);
}

function arrayValue(values: readonly unknown[]): void {
  const end = written();
  for (let index = values.length - 1; index >= 0; index--) anyValue(1, values[index]);
  bytesTag(5, end);
}

function mapValue(value: object): void {
  const end = written();
  const keys = Object.keys(value);
  for (let index = keys.length - 1; index >= 0; index--) {
    const key = keys[index] as string;
    keyValue(1, key, (value as Record<string, unknown>)[key]);
  }
  bytesTag(6, end);
}

const NOTHING_REJECTED: PartialSuccess = { rejected: 0, message: "" };

function readPartialSuccess(message: string): PartialSuccess {
  const fields = readFields(message);
  const said = fields.get(2);
  return {
    rejected: Number(fields.get(1) ?? 0),
    message: typeof said === "string" ? Buffer.from(said, "latin1").toString() : "",
  };
}
/** The fields of a message, numbers and bytes; if it is malformed, those before the error. */
function readFields(message: string): Map<number, number | string> {
  const fields = new Map<number, number | string>();
  let at = 0;

  function readVarint(): number {
    let value = 0;
    for (let factor = 1; at < message.length; factor *= 128) {
      const byte = message.charCodeAt(at++);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    return Number.NaN;
  }

  while (at < message.length) {
    const field = readVarint();
    const kind = field % 8;
    const value = readVarint();
    if (Number.isNaN(value) || (kind !== VARINT && kind !== BYTES)) break;
    fields.set(field >> 3, kind === VARINT ? value : message.slice(at, at + value));
    if (kind === BYTES) at += value;
  }
  return fields;
}

/**
 * OTLP as Protocol Buffers, by the official definitions: opentelemetry/proto/collector/logs/v1/logs_service.proto and
 * what it imports.
 *
 * Messages are put together as texts of Latin-1, one character a byte. So a record is a text from the start, as every
 * sink has it; V8 keeps it in one byte a character, and a length in bytes is the length of a text: nothing is
 * measured twice, and most texts, which are ASCII, are taken as they are.
 */
import type { Attribute } from "../attributes.js";
import { type Encoding, type PartialSuccess, SCOPE } from "./encoding.js";

/** How the value of a field is written. */
const VARINT = 0;
const BITS_64 = 1;
const BYTES = 2;

const eight = Buffer.alloc(8);

export const protobufEncoding: Encoding = {
  contentType: "application/x-protobuf",
  charset: "latin1",

  encode({ timeUnixNano, severityNumber, severityText, eventName, body, attributes, ...ids }) {
    eight.writeBigUInt64LE(BigInt.asUintN(64, timeUnixNano));
    const time = tag(1, BITS_64) + eight.toString("latin1");
    const severity = tag(2, VARINT) + varint(severityNumber) + textField(3, severityText);
    const content = bytesField(5, stringValue(body)) + keyValues(6, attributes);
    const record = time + severity + content + idField(9, ids.traceId) + idField(10, ids.spanId);
    return bytesField(2, record + textField(12, eventName));
  },

  request(logs) {
    const scope = bytesField(1, textField(1, SCOPE));
    const resourceLogs = logs.map(({ attributes, texts }) => {
      const resource = bytesField(1, keyValues(1, attributes));
      return bytesField(1, resource + bytesField(2, scope + texts.join("")));
    });
    return Buffer.from(resourceLogs.join(""), "latin1");
  },

  partialSuccess(answer) {
    const partial = readFields(answer).get(1);
    return typeof partial === "string" ? readPartialSuccess(partial) : NOTHING_REJECTED;
  },
};

const NOTHING_REJECTED: PartialSuccess = { rejected: 0, message: "" };

function tag(field: number, kind: number): string {
  return varint((field << 3) | kind);
}

/** Seven bits a byte, the lowest first; all but the last have the eighth one set. */
function varint(value: number): string {
  let text = "";
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128))
    text += String.fromCharCode((rest % 128) | 128);
  return text + String.fromCharCode(rest);
}

function bytesField(field: number, content: string): string {
  return tag(field, BYTES) + varint(content.length) + content;
}

function textField(field: number, text: string): string {
  return bytesField(field, toUtf8(text));
}

function idField(field: number, hexadecimal: string | undefined): string {
  return hexadecimal === undefined
    ? ""
    : bytesField(field, Buffer.from(hexadecimal, "hex").toString("latin1"));
}

/** The bytes of a text in UTF-8, one character each: those of ASCII are the text itself. */
function toUtf8(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : Buffer.from(text).toString("latin1");
}

function keyValues(field: number, attributes: readonly Attribute[]): string {
  let text = "";
  for (const [key, value] of attributes) {
    text += bytesField(field, textField(1, key) + bytesField(2, anyValue(value)));
  }
  return text;
}

function stringValue(text: string): string {
  return textField(1, text);
}

function anyValue(value: unknown): string {
  if (typeof value === "string") return stringValue(value);
  if (typeof value === "boolean") return tag(2, VARINT) + varint(Number(value));
  if (typeof value === "number") {
    return Number.isSafeInteger(value) ? tag(3, VARINT) + int64(value) : doubleValue(value);
  }
  if (Array.isArray(value)) return bytesField(5, arrayValue(value));
  if (typeof value !== "object" || value === null) return "";
  return bytesField(6, keyValues(1, Object.entries(value)));
}

function arrayValue(values: readonly unknown[]): string {
  return values.map((value) => bytesField(1, anyValue(value))).join("");
}

/** A negative number has all of 64 bits in two's complement. */
function int64(value: number): string {
  if (value >= 0) return varint(value);
  let text = "";
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest >>= 7n) text += String.fromCharCode(Number(rest & 127n) | 128);
  return text + String.fromCharCode(Number(rest));
}

function doubleValue(value: number): string {
  eight.writeDoubleLE(value);
  return tag(4, BITS_64) + eight.toString("latin1");
}

function readPartialSuccess(message: string): PartialSuccess {
  const fields = readFields(message);
  const text = fields.get(2);
  return {
    rejected: Number(fields.get(1) ?? 0),
    message: typeof text === "string" ? Buffer.from(text, "latin1").toString() : "",
  };
}

/** The fields of a message, numbers and bytes; of what is no message, those before it goes wrong. */
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

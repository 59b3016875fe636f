import { listOf } from "../../transport/http/content.js";
import type { Attribute } from "../shared/attributes.js";
import { type Encoding, SCOPE } from "./encoding.js";

/** OTLP as JSON. The specification has ids in hexadecimal, enums as numbers, and 64 bits as a text. */
export const jsonEncoding: Encoding = {
  contentType: "application/json",
  charset: "utf8",

  encode({ timeUnixNano, body, attributes, ...rest }) {
    return JSON.stringify({
      timeUnixNano: String(timeUnixNano),
      ...rest,
      body: { stringValue: body },
      attributes: attributes.map(toKeyValue),
    });
  },

  request(logs) {
    const pieces = ['{"resourceLogs":['];
    for (const { attributes, texts } of logs) {
      const resource = JSON.stringify({ attributes: attributes.map(toKeyValue) });
      const scope = `"scope":{"name":"${SCOPE}"}`;
      const before = `{"resource":${resource},"scopeLogs":[{${scope},"logRecords":[`;
      pieces.push(...listOf(texts, before, "]}]}"), ",");
    }
    pieces[pieces.length - 1] = "]}";
    return pieces;
  },

  partialSuccess(answer) {
    const { partialSuccess } = parse(answer);
    const { rejectedLogRecords = 0, errorMessage = "" } = partialSuccess ?? {};
    return { rejected: Number(rejectedLogRecords), message: errorMessage };
  },
};

function toKeyValue([key, value]: Attribute) {
  return { key, value: toAnyValue(value) };
}

function toAnyValue(value: unknown): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") {
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(toAnyValue) } };
  if (typeof value !== "object" || value === null) return {};
  return { kvlistValue: { values: Object.entries(value).map(toKeyValue) } };
}

interface Answer {
  partialSuccess?: { rejectedLogRecords?: string | number; errorMessage?: string };
}

/** A server that answers with something else, or nothing, has stored the records anyway. */
function parse(answer: string): Answer {
  try {
    return (JSON.parse(answer) as Answer | null) ?? {};
  } catch {
    return {};
  }
}

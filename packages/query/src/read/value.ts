import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { JsonValue } from "@service-events/schema";

/**
 * Converts a DynamoDB attribute to JSON.
 *
 * The SDK's `unmarshall` is not used for payloads: it assigns the keys of a map one by one, so a key `__proto__` would
 * become a prototype, and it returns a BigInt for a large number, which JSON cannot hold. Here such a number stays text,
 * sets become arrays, and bytes become base64.
 */
export function toJson(attribute: AttributeValue): JsonValue {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return toNumber(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.M !== undefined) return toObject(attribute.M);
  if (attribute.L !== undefined) return attribute.L.map(toJson);
  if (attribute.SS !== undefined) return attribute.SS;
  if (attribute.NS !== undefined) return attribute.NS.map(toNumber);
  if (attribute.B !== undefined) return toBase64(attribute.B);
  if (attribute.BS !== undefined) return attribute.BS.map(toBase64);
  return null;
}

/** Turns a map of attributes into an object that has each of its keys as its own. */
export function toObject(map: Record<string, AttributeValue>): { [key: string]: JsonValue } {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, toJson(value)]));
}

function toNumber(text: string): number | string {
  const number = Number(text);
  const isExact = Number.isInteger(number) ? Number.isSafeInteger(number) : Number.isFinite(number);
  return isExact ? number : text;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

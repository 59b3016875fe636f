import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { openPayload } from "../../query/src/read/payload.js";
import { toJson } from "../../query/src/read/value.js";

/** An attribute of DynamoDB JSON, by the code that readers use. */
export function readAttribute(attribute: unknown): unknown {
  return toJson(attribute as AttributeValue);
}

/** The payload of an item of DynamoDB JSON, whether or not it was compressed. */
export function readBack(item: { readonly [attribute: string]: unknown }): unknown {
  const compressed = item.payloadGz as { B: string } | undefined;
  return compressed
    ? openPayload(Buffer.from(compressed.B, "base64"))
    : readAttribute(item.payload);
}

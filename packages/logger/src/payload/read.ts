import { marker } from "./markers.js";

export { type Marker, type MarkerName, markerText, REDACTED } from "./markers.js";

/** More text than this is no payload of ours, whatever the compressed bytes say. */
const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;

/** An item of DynamoDB JSON: `{ total: { N: "12" } }`. */
export type AttributeMap = { readonly [name: string]: unknown };

/**
 * The payload of an item, whether or not it was compressed; `undefined` when the item has none.
 *
 * The item is one that was unmarshalled. `payloadGz` may be bytes or base64. Bytes that cannot be opened are
 * no reason to lose the event they are part of: they are read as a marker that says why.
 */
export function decodePayload(item: { payload?: unknown; payloadGz?: unknown }): unknown {
  const { payload, payloadGz } = item;
  if (payloadGz === undefined) return payload;
  try {
    const bytes = typeof payloadGz === "string" ? Buffer.from(payloadGz, "base64") : payloadGz;
    const { gunzipSync } = process.getBuiltinModule("node:zlib");
    const json = gunzipSync(bytes as Uint8Array, { maxOutputLength: MAX_PAYLOAD_BYTES });
    return JSON.parse(json.toString());
  } catch (error) {
    return marker("$threw", `the compressed payload cannot be opened: ${(error as Error).message}`);
  }
}

/**
 * The values of an item of DynamoDB JSON: the inverse of `encodeAttribute`. Binary attributes become bytes, sets
 * become arrays.
 *
 * @throws TypeError for an attribute of no known type, with its name.
 */
export function decodeAttributes(item: AttributeMap): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, attribute] of Object.entries(item)) {
    // An own key, whatever its name: assigning `__proto__` would change the prototype.
    Object.defineProperty(values, name, {
      value: decodeAttribute(attribute, name),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return values;
}

function decodeAttribute(attribute: unknown, name: string): unknown {
  const [type, value] = Object.entries(attribute ?? {})[0] ?? [];
  switch (type) {
    case "S":
    case "BOOL":
    case "SS":
      return value;
    case "N":
      return Number(value);
    case "NULL":
      return null;
    case "B":
      return bytesOf(value);
    case "L":
      return (value as unknown[]).map((item, index) => decodeAttribute(item, `${name}[${index}]`));
    case "M":
      return decodeAttributes(value as AttributeMap);
    case "NS":
      return (value as string[]).map(Number);
    case "BS":
      return (value as unknown[]).map(bytesOf);
    default:
      throw new TypeError(
        `attribute '${name}' has no type that DynamoDB knows: ${JSON.stringify(attribute)?.slice(0, 200)}`,
      );
  }
}

function bytesOf(value: unknown): unknown {
  return typeof value === "string" ? new Uint8Array(Buffer.from(value, "base64")) : value;
}

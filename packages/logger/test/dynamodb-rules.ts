import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/**
 * The documented rules of the real DynamoDB for an item that is put, of which the embedded one enforces only some.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */

const MAX_ITEM_BYTES = 400 * 1024;
const MAX_LEVELS = 32;
const MAX_DIGITS = 38;
const MAX_NAME_BYTES = 65_535;
const KEY_BYTES: Readonly<Record<string, number>> = {
  pk: 2048,
  sk: 1024,
  userId: 2048,
  eventPk: 2048,
  correlationId: 2048,
};

/** An item in DynamoDB JSON: `{ pk: { S: "ORIGIN#orders" } }`. */
export type Item = Record<string, Record<string, unknown>>;

/** What the service would refuse in an item, in sentences; none when it would take it. */
export function brokenRules(item: Item): string[] {
  const broken: string[] = [];
  for (const [name, limit] of Object.entries(KEY_BYTES)) {
    const isRequired = name === "pk" || name === "sk";
    if (!Object.hasOwn(item, name)) {
      if (isRequired) broken.push(`${name}: a key is missing`);
      continue;
    }
    const text = item[name]?.S;
    if (typeof text !== "string" || text === "") broken.push(`${name}: a key must be a text`);
    else if (Buffer.byteLength(text) > limit) broken.push(`${name}: more than ${limit} bytes`);
  }
  const bytes = fieldBytes(item, "item", 1, broken);
  if (bytes > MAX_ITEM_BYTES) broken.push(`item: ${bytes} bytes`);
  return broken;
}

/** The item as the SDK wants it, which takes bytes where DynamoDB JSON has base64. */
export function toAttributes(item: Item): Record<string, AttributeValue> {
  const attributes = { ...item } as Record<string, never>;
  const gz = item.payloadGz?.B;
  return typeof gz === "string"
    ? { ...attributes, payloadGz: { B: Buffer.from(gz, "base64") } }
    : attributes;
}

/** Checks the fields of an item or a map, and returns what they weigh by DynamoDB's rules of size. */
function fieldBytes(fields: Item, path: string, level: number, broken: string[]): number {
  if (level > MAX_LEVELS) broken.push(`${path}: deeper than ${MAX_LEVELS} levels`);
  let bytes = 0;
  for (const [name, attribute] of Object.entries(fields)) {
    const length = textBytes(name, path, broken);
    if (length === 0 || length > MAX_NAME_BYTES) broken.push(`${path}: a name of ${length} bytes`);
    bytes += length + 1 + attributeBytes(attribute, `${path}.${name}`, level, broken);
  }
  return bytes;
}

function attributeBytes(
  attribute: Record<string, unknown>,
  path: string,
  level: number,
  broken: string[],
): number {
  const [entry, ...others] = Object.entries(attribute);
  if (!entry || others.length > 0) {
    broken.push(`${path}: an attribute has one type, received ${JSON.stringify(attribute)}`);
    return 0;
  }
  const [type, value] = entry;
  switch (type) {
    case "S":
      return textBytes(value, path, broken);
    case "N":
      return numberBytes(value, path, broken);
    case "B":
      return Buffer.from(String(value), "base64").length;
    case "BOOL":
      if (typeof value !== "boolean") broken.push(`${path}: BOOL is ${typeof value}`);
      return 1;
    case "NULL":
      if (value !== true) broken.push(`${path}: NULL is ${value}`);
      return 1;
    case "M":
      return 3 + fieldBytes(value as Item, path, level + 1, broken);
    case "L":
      return 3 + listBytes(value as Record<string, unknown>[], path, level + 1, broken);
    default:
      broken.push(`${path}: unknown type ${type}`);
      return 0;
  }
}

function listBytes(
  items: Record<string, unknown>[],
  path: string,
  level: number,
  broken: string[],
): number {
  if (level > MAX_LEVELS) broken.push(`${path}: deeper than ${MAX_LEVELS} levels`);
  return items.reduce(
    (bytes, item, index) => bytes + 1 + attributeBytes(item, `${path}[${index}]`, level, broken),
    0,
  );
}

function textBytes(text: unknown, path: string, broken: string[]): number {
  if (typeof text !== "string") {
    broken.push(`${path}: a text is ${typeof text}`);
    return 0;
  }
  if (/\p{Surrogate}/u.test(text)) broken.push(`${path}: not valid UTF-8`);
  return Buffer.byteLength(text);
}

function numberBytes(text: unknown, path: string, broken: string[]): number {
  const number = Number(text);
  if (typeof text !== "string" || !/^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) {
    broken.push(`${path}: ${String(text)} is no number`);
    return 0;
  }
  const digits = text.replace(/e.*$/i, "").replace(/\D/g, "").replace(/^0+/, "");
  const size = Math.abs(number);
  if (digits.replace(/0+$/, "").length > MAX_DIGITS) broken.push(`${path}: more than 38 digits`);
  if (size !== 0 && (size < 1e-130 || size > 9.99e125))
    broken.push(`${path}: ${text} out of range`);
  return Math.ceil(digits.length / 2) + 1;
}

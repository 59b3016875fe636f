import { isDeepStrictEqual } from "node:util";
import type { JsonValue } from "@service-events/schema";
import { DEFAULT_LIMITS } from "../src/payload/limits.js";
import { createRedaction } from "../src/payload/redact.js";
import { toStorable } from "../src/payload/storable.js";
import { encodeAttribute, encodePayload } from "../src/sinks/dynamodb/json.js";
import { brokenRules, type Item } from "./dynamodb-rules.js";
import { readBack } from "./read-back.js";

const redaction = createRedaction({
  names: ["secretOfOurs"],
  detect: { emails: true },
  patterns: [/zz+/],
  hash: ["userId"],
  hashKey: "a key of sixteen and more",
});

/**
 * What holds for the snapshot of every value. Throws an Error that says which law is broken.
 *
 * @returns the item that the value becomes, for a table to accept.
 */
export function checkPayloadLaws(value: unknown): Item {
  const before = Reflect.ownKeys(Object.prototype).length;
  const { value: stored, lost } = toStorable(value, { redaction });
  assertLaw(isPure(stored), "is pure JSON");
  const json = JSON.stringify(stored);
  assertLaw(isDeepStrictEqual(JSON.parse(json), stored), "survives JSON");
  assertLaw(Buffer.byteLength(json) <= DEFAULT_LIMITS.maxBytes, "stays within its bytes");
  assertLaw((lost ?? []).length <= 9, "says in a few words what was lost");
  assertLaw(Reflect.ownKeys(Object.prototype).length === before, "pollutes no prototype");

  const item = itemOf(`"payload":${encodeAttribute(stored)}`);
  const broken = brokenRules(item);
  assertLaw(broken.length === 0, `keeps the rules of DynamoDB: ${broken}`);
  assertLaw(isDeepStrictEqual(readBack(item), stored), "reads back as it was stored");

  const kept = itemOf(encodePayload(stored));
  assertLaw(brokenRules(kept).length === 0, "keeps the rules when it is compressed");
  assertLaw(isDeepStrictEqual(readBack(kept), stored), "reads back as it was");
  assertLaw(
    brokenRules(itemOf(encodePayload(value as JsonValue))).length === 0,
    "needs no snapshot",
  );
  return kept;
}

let count = 0;

function itemOf(payload: string): Item {
  // Few keys, so that a long run does not fill the memory.
  count = (count + 1) % 1000;
  return JSON.parse(`{"pk":{"S":"ORIGIN#laws"},"sk":{"S":"${count}"},${payload}}`);
}

function isPure(value: unknown): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  if (Array.isArray(value))
    return value.every(isPure) && Object.keys(value).length === value.length;
  if (typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every(isPure);
}

function assertLaw(holds: boolean, law: string): void {
  if (!holds) throw new Error(`a law of payloads is broken: a snapshot ${law}`);
}

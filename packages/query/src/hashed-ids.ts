import { hashId } from "@service-events/schema";
import type { FieldName, Query, Term, Value } from "./language/query.js";

/** An id that loggers can hash. */
export type HashedId = "userId" | "requestId" | "correlationId";

const FIELDS: Readonly<Record<HashedId, FieldName>> = {
  userId: "user",
  requestId: "request",
  correlationId: "correlation",
};

/**
 * A function that gives a query the hashes of the ids that it asks for: who has the key finds `user:alice@example.com`.
 * The start of an id (`user:al*`) cannot be found by its hash.
 *
 * @throws TypeError when an id cannot be hashed, or there is no key to hash with.
 */
export function createIdHash(config: {
  hashKey?: string;
  hash?: readonly HashedId[];
}): (query: Query) => Promise<Query> {
  const { hashKey, hash = ["userId"] } = config;
  if (hashKey === undefined) {
    if (config.hash) throw new TypeError("hash needs the hashKey of the loggers");
    return async (query) => query;
  }
  for (const id of hash) {
    if (Object.hasOwn(FIELDS, id)) continue;
    throw new TypeError(`hash has '${String(id)}', and can have ${Object.keys(FIELDS).join(", ")}`);
  }

  const isHashed = ({ field, path }: Term) =>
    hash.some((id) => field === FIELDS[id] || (field === "payload" && path?.at(-1) === id));
  const hashValue = async (value: Value): Promise<Value> =>
    value.op === "is" ? { op: "is", text: await hashId(value.text, hashKey) } : value;

  return async function hashIds({ terms }) {
    return {
      terms: await Promise.all(
        terms.map(async (term) =>
          isHashed(term)
            ? { ...term, values: await Promise.all(term.values.map(hashValue)) }
            : term,
        ),
      ),
    };
  };
}

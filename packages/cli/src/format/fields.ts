import { type EventField, type StoredEvent, toEventId } from "@service-events/query";
import { usageError } from "../errors.js";

type Property = keyof StoredEvent;

/** The fields of the query language, and the record's own names for the same. */
const PROPERTIES: ReadonlyMap<string, Property> = new Map<string, Property>([
  ["time", "createdAt"],
  ["createdAt", "createdAt"],
  ["origin", "origin"],
  ["event", "event"],
  ["level", "level"],
  ["user", "userId"],
  ["userId", "userId"],
  ["description", "description"],
  ["request", "requestId"],
  ["requestId", "requestId"],
  ["correlation", "correlationId"],
  ["correlationId", "correlationId"],
  ["environment", "environment"],
  ["expires", "ttl"],
  ["ttl", "ttl"],
  ["pk", "pk"],
  ["sk", "sk"],
  ["error", "error"],
  ["payload", "payload"],
]);

const NAMES =
  "id, time, origin, event, level, user, description, request, correlation, environment";

/**
 * Reads a list such as `time,event,payload.jobId`.
 *
 * @throws CliError for a field that no event has.
 */
export function parseFields(list: string): EventField[] {
  return list.split(",").map((part) => parseField(part.trim()));
}

function parseField(name: string): EventField {
  if (name === "id") return { name, read: toEventId };
  const [head = "", ...path] = name.split(".");
  const property = PROPERTIES.get(head);
  const hasParts = property === "error" || property === "payload";
  if (!property || (path.length > 0 && !hasParts) || path.includes("")) {
    throw usageError(
      `unknown field '${name}' in --fields`,
      `use ${NAMES}, expires, error.<part>, payload or payload.<path>`,
    );
  }
  return { name, read: (event) => follow(event[property], path) };
}

/** Own properties only: the keys come from a payload. */
function follow(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) {
      return undefined;
    }
    current = (current as Record<string, unknown>)[key];
  }
  return current;
}

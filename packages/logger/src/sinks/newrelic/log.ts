import type { EventRecord } from "@service-events/schema";
import { eventAttributes } from "../shared/attributes.js";

/** New Relic's limits for a log; one attribute is reserved for `event.cut`. */
const MAX_ATTRIBUTES = 255 - 1;
const MAX_NAME_CHARACTERS = 255;
/** New Relic searches no more of a value than this. */
const MAX_VALUE_CHARACTERS = 4_094;

/** A log of the Log API: time and message, and attributes that are texts, numbers or booleans. */
interface NewRelicLog {
  /** In ms since 1970. */
  readonly timestamp: number;
  readonly message: string;
  readonly attributes: Record<string, unknown>;
}

type Add = (name: string, value: unknown) => void;

/** Writes an event as a log. An attribute that was cut or left out is named in the attribute `event.cut`. */
export function toLog(record: EventRecord<string>): NewRelicLog {
  const { event, createdAt, origin, level = "info", environment, description, payload } = record;
  const attributes: Record<string, unknown> = Object.create(null);
  const cut: string[] = [];
  let count = 0;

  function add(name: string, value: unknown): void {
    if (value === undefined || value === null) return;
    if (name.length > MAX_NAME_CHARACTERS || name in attributes || count === MAX_ATTRIBUTES) {
      cut.push(name);
      return;
    }
    count++;
    attributes[name] = value;
    if (typeof value !== "string" || value.length <= MAX_VALUE_CHARACTERS) return;
    attributes[name] = value.slice(0, MAX_VALUE_CHARACTERS);
    cut.push(name);
  }

  add("event.name", event);
  add("event.createdAt", createdAt);
  add("service.name", origin);
  add("level", level);
  add("environment", environment);
  for (const [name, value] of eventAttributes(record)) addFlat(name, value, add);
  if (payload !== undefined) addFlat("payload", payload, add);
  if (cut.length > 0) {
    attributes["event.cut"] = `${cut.length}: ${cut.join(", ")}`.slice(0, MAX_VALUE_CHARACTERS);
  }
  return { timestamp: Date.parse(createdAt), message: description, attributes };
}

/** A nested value becomes an attribute with a longer name; a list, unsupported by New Relic, becomes its JSON. */
function addFlat(name: string, value: unknown, add: Add): void {
  if (Array.isArray(value)) {
    add(name, JSON.stringify(value));
  } else if (typeof value === "object" && value !== null) {
    for (const [key, member] of Object.entries(value)) addFlat(`${name}.${key}`, member, add);
  } else {
    add(name, value);
  }
}

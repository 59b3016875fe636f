import { checkedCatalogue } from "./define.js";
import { type Catalogue, type EventDefinition, levelOf } from "./definition.js";
import type { StandardSchema } from "./standard-schema.js";

/** A JSON Schema, or a part of one. */
export type JsonSchema = { [keyword: string]: unknown };

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** The members that Standard JSON Schema v1 adds to a schema. */
interface WithJsonSchema {
  readonly "~standard": {
    readonly jsonSchema?: {
      input(options: { target: string; libraryOptions?: object }): JsonSchema;
    };
  };
}

/** Makes zod and valibot emit `{}` for what JSON Schema cannot express, such as a Date. */
const LENIENT = { unrepresentable: "any", errorMode: "ignore" };

/**
 * The catalogue as a JSON Schema (2020-12) of its records, with one schema per event type in `$defs`. A record matches
 * one of them. It describes records as they are read: `event`, `level`, `version` and `payload`.
 *
 * Payload schemas are converted by their own library, if it implements Standard JSON Schema v1: zod and arktype do,
 * valibot does with `toStandardJsonSchema` of `@valibot/to-json-schema`. Others become `{}` with a `$comment`.
 *
 * @throws TypeError or RangeError if the catalogue is invalid.
 * @example
 * await writeFile("events.schema.json", JSON.stringify(catalogueToJsonSchema(events), null, 2));
 */
export function catalogueToJsonSchema(events: Catalogue): JsonSchema {
  const entries = Object.entries(checkedCatalogue(events));
  return {
    $schema: DIALECT,
    title: "Events",
    oneOf: entries.map(([name]) => ({ $ref: `#/$defs/${pointerTo(name)}` })),
    $defs: Object.fromEntries(
      entries.map(([name, definition]) => [name, recordSchema(name, definition)]),
    ),
  };
}

/** Escapes a name for a JSON pointer in a URI. */
function pointerTo(name: string): string {
  return encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));
}

function recordSchema(name: string, definition: EventDefinition): JsonSchema {
  const { description, payload, version } = definition;
  const schema = payloadJsonSchema(name, payload);
  return {
    title: name,
    ...(description !== undefined && { description }),
    type: "object",
    properties: {
      event: { const: name },
      level: { const: levelOf(name, definition) },
      ...(version !== undefined && { version: { const: version } }),
      ...(schema && { payload: schema }),
    },
    required: ["event", "level", ...(isRequired(payload) ? ["payload"] : [])],
  };
}

/** The JSON Schema of an event's payload; undefined if the event has none. */
export function payloadJsonSchema(
  name: string,
  payload: EventDefinition["payload"],
): JsonSchema | undefined {
  if (payload === undefined) return undefined;
  if (payload === "any") return { type: "object" };
  const { vendor } = payload["~standard"];
  const { jsonSchema } = (payload as WithJsonSchema)["~standard"];
  if (jsonSchema === undefined) {
    return {
      $comment: `${vendor} does not say its schemas as JSON Schema (Standard JSON Schema v1)`,
    };
  }
  try {
    const converted = jsonSchema.input({ target: "draft-2020-12", libraryOptions: LENIENT });
    // An `$id` keeps the schema's references within it.
    return { ...converted, $id: `urn:service-events:${encodeURIComponent(name)}:payload` };
  } catch (error) {
    return { $comment: `${vendor} cannot say this schema as JSON Schema: ${String(error)}` };
  }
}

/** Whether an event must have a payload: its schema rejects `undefined`. */
function isRequired(payload: EventDefinition["payload"]): boolean {
  if (payload === undefined || payload === "any") return false;
  return !takesNothing(payload);
}

function takesNothing(schema: StandardSchema): boolean {
  try {
    const answer = schema["~standard"].validate(undefined);
    return !("then" in answer) && answer.issues === undefined;
  } catch {
    return false;
  }
}

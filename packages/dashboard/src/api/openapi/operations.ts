import { ref, type Schema } from "./schemas.js";

/** One operation of an OpenAPI document. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly Schema[];
  readonly responses: Readonly<Record<string, Schema>>;
  readonly security?: readonly never[];
}

/** An operation that is answered with JSON of one schema, or with a problem. */
export function get(
  operationId: string,
  summary: string,
  schema: string,
  parameters: readonly Schema[],
  more: readonly string[] = [],
): { get: Operation } {
  return {
    get: {
      operationId,
      summary,
      parameters,
      responses: { "200": json(schema), ...problems(undefined, more) },
    },
  };
}

/** An answer whose body is JSON. */
export function json(schema: string): Schema {
  return { description: schema, content: { "application/json": { schema: ref(schema) } } };
}

/** Why an address may be answered otherwise, by status. */
const REASONS: Readonly<Record<string, string>> = {
  "400": "The query, the cursor or a parameter cannot be read.",
  "401": "No valid token came with the request.",
  "403": "The request comes from another site, or AWS does not let the dashboard read.",
  "404": "There is no such event.",
  "414": "The address is too long.",
  "429": "More was asked or read than one caller may; see Retry-After.",
  "500": "The dashboard failed.",
  "503": "DynamoDB throttles, does not answer or lacks the table, or reading took too long.",
};
const USUAL = ["400", "401", "403", "414", "429", "500", "503"];

/** The answers that are problems, by status. */
export function problems(
  usual: readonly string[] = USUAL,
  more: readonly string[] = [],
): Record<string, Schema> {
  const problem = { "application/problem+json": { schema: ref("Problem") } };
  const entries = [...usual, ...more]
    .sort()
    .map((status) => [status, { description: REASONS[status], content: problem }]);
  return Object.fromEntries(entries);
}

/** A parameter behind the `?`. */
export function query(name: string, schema: Schema, description: string): Schema {
  return { name, in: "query", description, schema };
}

/** A part of the path. */
export function inPath(name: string): Schema {
  return { name, in: "path", required: true, schema: { type: "string" } };
}

/** How many events around another one are asked for. */
export function neighbours(name: string): Schema {
  const schema = { type: "integer", minimum: 0, maximum: 100, default: 10 };
  return query(name, schema, `Events ${name} it.`);
}

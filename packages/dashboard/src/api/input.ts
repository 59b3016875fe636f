import type { HonoRequest } from "hono";
import * as v from "valibot";
import { Problem } from "./problem.js";

/** More neighbours than fit on a screen. */
const MAX_CONTEXT = 100;
/** What events can be counted by; times are those of UTC. */
export const COUNTED_BY = ["minute", "hour", "day", "event", "origin", "level"] as const;
export type CountedBy = (typeof COUNTED_BY)[number];

const text = v.optional(v.string(), "");
const cursor = v.optional(v.pipe(v.string(), v.maxLength(2_000)));
const limit = optionalNumber(1, 1_000, 50);

function order<const First extends "newest" | "oldest">(first: First) {
  return v.optional(v.picklist(["newest", "oldest"], "use newest or oldest"), first);
}

/** The parameters of each route. What is not listed is refused, so that a slip of the pen does not go unnoticed. */
export const INPUTS = {
  events: v.strictObject({ q: text, limit, cursor, order: order("newest") }),
  timeline: v.strictObject({ q: text, limit, cursor, order: order("oldest") }),
  context: v.strictObject({
    before: optionalNumber(0, MAX_CONTEXT, 10),
    after: optionalNumber(0, MAX_CONTEXT, 10),
  }),
  counts: v.strictObject({
    q: text,
    by: v.pipe(
      v.optional(v.string(), "hour"),
      v.transform((list) => [...new Set(list.split(","))]),
      v.array(v.picklist(COUNTED_BY, `use a list of ${COUNTED_BY.join(", ")}`)),
    ),
  }),
  types: v.strictObject({ q: v.optional(v.string(), "since:24h") }),
  completions: v.strictObject({ q: text, at: v.optional(wholeNumber(0, 10_000)) }),
  explain: v.strictObject({ q: text, limit, order: order("newest") }),
  export: v.strictObject({
    q: text,
    format: v.optional(v.picklist(["ndjson", "csv"], "use ndjson or csv"), "ndjson"),
    cursor,
    order: order("oldest"),
  }),
  none: v.strictObject({}),
};

/**
 * Reads the parameters of a request.
 *
 * @throws Problem that names the parameter that is unknown, there twice, or no such value.
 */
export function readInput<Schema extends v.GenericSchema>(
  request: HonoRequest,
  schema: Schema,
): v.InferOutput<Schema> {
  const given = request.queries();
  for (const [field, values] of Object.entries(given)) {
    if (values.length > 1) {
      throw new Problem("input", `${field} is there ${values.length} times.`, {
        field,
        hint: "give it once",
      });
    }
  }
  const values = Object.fromEntries(Object.entries(given).map(([name, [value]]) => [name, value]));
  const result = v.safeParse(schema, values);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = String(issue.path?.[0]?.key ?? "");
  const isUnknown = issue.type === "strict_object";
  throw new Problem(
    "input",
    isUnknown
      ? `There is no parameter '${field.slice(0, 100)}'.`
      : `${field} is not as it must be.`,
    { field: field.slice(0, 100), hint: isUnknown ? "see /api/openapi.json" : issue.message },
  );
}

function optionalNumber(least: number, most: number, otherwise: number) {
  return v.optional(wholeNumber(least, most), String(otherwise));
}

function wholeNumber(least: number, most: number) {
  const message = `use a whole number from ${least} to ${most}`;
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,9}$/, message),
    v.transform(Number),
    v.minValue(least, message),
    v.maxValue(most, message),
  );
}

import { MAX_TEXT_LENGTH } from "@service-events/query";
import type { JsonSchema } from "@valibot/to-json-schema";
import { validator } from "hono-openapi";
import * as v from "valibot";
import { CountKey } from "./answers.js";
import { Problem } from "./problem.js";

/** More neighbours than fit on a screen. */
const MAX_CONTEXT = 100;
const COUNT_KEYS = CountKey.options.join("|");

/** A query, as the parameter `q`. */
export const q = v.optional(queryText("A query, such as `event:JOB_FAILED since:2h`."), "");

/** What is counted for the list of types: by default one day. */
export const recent = v.optional(queryText("The events to count."), "since:24h");

export const limit = v.optional(wholeNumber(1, 1_000, "Events on a page."), "50");

export const cursor = v.optional(
  v.pipe(
    v.string(),
    v.maxLength(2_000, "use the cursor of an earlier answer"),
    v.description("Where an earlier page of the same query and order ended."),
  ),
);

/** Several keys to count by, with commas between them. */
export const by = v.pipe(
  v.optional(
    v.pipe(
      v.string(),
      v.maxLength(100),
      v.regex(
        new RegExp(`^(${COUNT_KEYS})(,(${COUNT_KEYS}))*$`),
        `use a list of ${CountKey.options.join(", ")}`,
      ),
      v.description(`A comma-separated list of ${CountKey.options.join(", ")}. Times are in UTC.`),
    ),
    "hour",
  ),
  v.transform((list) => [...new Set(list.split(","))] as CountKey[]),
);

export const at = v.optional(
  wholeNumber(0, MAX_TEXT_LENGTH, "A position in `q`, in UTF-16 units from 0. Default: the end."),
);

export const format = v.optional(
  v.pipe(v.picklist(["ndjson", "csv"], "use ndjson or csv"), v.description("The file format.")),
  "ndjson",
);

/** Which events come first. */
export function order<const First extends "newest" | "oldest">(first: First) {
  return v.optional(
    v.pipe(
      v.picklist(["newest", "oldest"], "use newest or oldest"),
      v.description("Which events come first."),
    ),
    first,
  );
}

/** How many events before or after another one. */
export function neighbours(side: "before" | "after") {
  return v.optional(wholeNumber(0, MAX_CONTEXT, `How many events ${side} it.`), "10");
}

/**
 * Middleware that reads the query parameters of a route, and adds them to the OpenAPI document. Parameters that are not
 * listed are rejected, so that a typing error does not go unnoticed.
 *
 * @throws Problem that names the parameter that is unknown, repeated or invalid.
 */
export function takes<Entries extends v.ObjectEntries>(entries: Entries) {
  return validator(
    "query",
    v.strictObject(entries),
    (result) => {
      if (!result.success) throw toProblem(result.error as [v.BaseIssue<unknown>]);
    },
    { options: { typeMode: "output", overrideSchema: withNumericDefault } },
  );
}

function toProblem([issue]: readonly [v.BaseIssue<unknown>]): Problem {
  const field = String(issue.path?.[0]?.key ?? "").slice(0, 100);
  if (issue.type === "strict_object") {
    return new Problem("input", `Unknown parameter '${field}'.`, {
      field,
      hint: "see /api/openapi.json",
    });
  }
  if (Array.isArray(issue.input)) {
    return new Problem("input", `${field} is repeated.`, { field, hint: "give it once" });
  }
  return new Problem("input", `${field} is invalid.`, { field, hint: issue.message });
}

/** Defaults are texts, as in an address; the document gives a number where it promises one. */
function withNumericDefault({ jsonSchema }: { jsonSchema: JsonSchema }): JsonSchema {
  const { type, default: value } = jsonSchema;
  return type === "integer" && value !== undefined
    ? { ...jsonSchema, default: Number(value) }
    : jsonSchema;
}

function queryText(description: string) {
  const hint = `use at most ${MAX_TEXT_LENGTH} characters`;
  return v.pipe(v.string(), v.maxLength(MAX_TEXT_LENGTH, hint), v.description(description));
}

function wholeNumber(least: number, most: number, description: string) {
  const hint = `use a whole number from ${least} to ${most}`;
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,9}$/, hint),
    v.transform(Number),
    v.number(),
    v.integer(),
    v.minValue(least, hint),
    v.maxValue(most, hint),
    v.description(description),
  );
}

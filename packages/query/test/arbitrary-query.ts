import fc from "fast-check";
import { toEventId } from "../src/language/event-id.js";
import type { Query, Term, Value } from "../src/language/query.js";

/** Texts with everything in them that means something in a query. */
export const awkwardText = fc.string({
  unit: fc.constantFrom(...'ab1 "\\:,.*-<>=é\u{1F600}\t#/%'),
  minLength: 1,
  maxLength: 8,
});

const is = (text: string): Value => ({ op: "is", text });
const times = fc.constantFrom("2h", "1h30m", "now", "yesterday", "2026-11-24T02:48:15.096003Z");
const levels = fc.constantFrom("debug", "info", "warn", "error");
const comparisons = fc.constantFrom("<", "<=", ">", ">=");

function valuesOf(text: fc.Arbitrary<string>): fc.Arbitrary<Value> {
  return fc.oneof(
    text.map(is),
    text.map((prefix): Value => ({ op: "prefix", text: prefix })),
    fc.constant<Value>({ op: "exists" }),
  );
}

function orderedValues(text: fc.Arbitrary<string>): fc.Arbitrary<Value> {
  return fc.oneof(
    fc.record({ op: comparisons, text }) as fc.Arbitrary<Value>,
    fc.record({ op: fc.constant("range" as const), from: text, to: text }),
    text.map((from): Value => ({ op: "range", from })),
    text.map((to): Value => ({ op: "range", to })),
  );
}

function terms(field: Term["field"], value: fc.Arbitrary<Value>, path?: fc.Arbitrary<string[]>) {
  return fc.record(
    {
      field: fc.constant(field),
      values: fc.array(value, { minLength: 1, maxLength: 3 }),
      negated: fc.constant(true),
      ...(path && { path }),
    },
    { requiredKeys: path ? ["field", "values", "path"] : ["field", "values"] },
  ) as fc.Arbitrary<Term>;
}

const origin = awkwardText.map((text) => text.replaceAll("#", "_"));
const ids = fc.tuple(origin, awkwardText).map(([pk, process]) =>
  is(
    toEventId({
      pk: `ORIGIN#${pk}`,
      sk: `2026-11-24T02:48:15.096003Z#A#p${process.replaceAll("#", "_")}`,
    }),
  ),
);

const anyTerm: fc.Arbitrary<Term> = fc.oneof(
  terms("origin", valuesOf(origin)),
  ...(["event", "user", "request", "correlation", "environment", "error"] as const).map((field) =>
    terms(field, valuesOf(awkwardText)),
  ),
  terms("error", valuesOf(awkwardText), fc.constantFrom(["name"], ["code"], ["message"])),
  terms("id", ids),
  terms(
    "level",
    fc.oneof(levels.map(is), orderedValues(levels), fc.constant<Value>({ op: "exists" })),
  ),
  terms("expires", fc.oneof(fc.constant(is("never")), orderedValues(times))),
  terms(
    "payload",
    fc.oneof(valuesOf(awkwardText), orderedValues(awkwardText), fc.constant(is(""))),
    fc.array(awkwardText, { minLength: 1, maxLength: 3 }),
  ),
  terms(
    "text",
    valuesOf(awkwardText).filter(({ op }) => op !== "exists"),
  ),
);

const moment = (field: "since" | "until") =>
  fc.option(
    times.map((text): Term => ({ field, values: [is(text)] })),
    { nil: undefined },
  );

/** Any query that can be written. */
export const anyQuery: fc.Arbitrary<Query> = fc
  .tuple(fc.array(anyTerm, { maxLength: 6 }), moment("since"), moment("until"))
  .map(([others, since, until]) => ({
    terms: [...others, since, until].filter((term) => term !== undefined),
  }));

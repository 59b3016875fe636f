import fc from "fast-check";
import type { Query, Term, Value } from "../src/language/query.js";
import type { EventSketch } from "./items.js";

/** The time at which the tests' logs are read. */
export const NOW = Date.parse("2026-11-24T12:00:00.000Z");

export const ORIGINS = ["orders", "orders-eu", "billing"];
const EVENTS = ["JOB_STARTED", "JOB_FAILED", "JOB", "SIGN UP"];
const USERS = ["u_1", "u_2", "u,3"];
const CORRELATIONS = ["c1", "c2"];
const LEVELS = ["debug", "info", "warn", "error"];
const WORDS = ["Card declined", "card", "discard", "Überweisung erhalten", "a_card"];
const DAY = 86_400;

/** Few ms, so that many events share one. */
const at = fc
  .record({ second: fc.integer({ min: 0, max: 4 }), micros: fc.integer({ min: 0, max: 3 }) })
  .map(({ second, micros }) => `2026-11-24T11:59:5${second}.00000${micros}Z`);

const ttl = fc.constantFrom(
  undefined,
  NOW / 1_000 - DAY,
  NOW / 1_000,
  NOW / 1_000 + 1,
  NOW / 1_000 + 3 * DAY,
  NOW / 1_000 + 30 * DAY,
);

const payload = fc.record(
  {
    amount: fc.constantFrom(-1, 0, 5, 10, 10.5, "10", "ten", true, null),
    tags: fc.constantFrom(["vip", 7], [], "vip"),
    job: fc.record({ id: fc.constantFrom(42, "42", "x.y") }),
    toString: fc.constantFrom("own"),
  },
  { requiredKeys: [] },
);

const maybe = <T>(values: readonly T[]) => fc.constantFrom(undefined, ...values);

const sketch = fc.record({
  origin: fc.constantFrom(...ORIGINS),
  at,
  event: fc.constantFrom(...EVENTS),
  shard: fc.integer({ min: 0, max: 2 }),
  userId: maybe(USERS),
  correlationId: maybe(CORRELATIONS),
  requestId: maybe(["r1"]),
  level: maybe(LEVELS),
  environment: maybe(["prod", "dev"]),
  description: fc.constantFrom(...WORDS),
  error: maybe([{ name: "TypeError", message: "x is no y", code: "E1", fingerprint: "f1" }]),
  ttl,
  payload: fc.option(payload, { nil: undefined }),
  compressed: fc.boolean(),
});

/** Events with processes of their own, so that no two share a sort key. */
export const anyLog: fc.Arbitrary<EventSketch[]> = fc
  .array(sketch, { minLength: 20, maxLength: 50 })
  .map((events) => events.map((event, n) => ({ ...event, process: `p${n}` })));

const is = (texts: readonly string[]) =>
  fc.constantFrom(...texts).map((text): Value => ({ op: "is", text }));
const prefix = (texts: readonly string[]) =>
  fc.constantFrom(...texts).map((text): Value => ({ op: "prefix", text }));
const exists = fc.constant<Value>({ op: "exists" });
const compared = (texts: readonly string[]): fc.Arbitrary<Value> => {
  const text = fc.constantFrom(...texts);
  return fc.oneof(
    fc.record({ op: fc.constantFrom("<", "<=", ">", ">="), text }) as fc.Arbitrary<Value>,
    fc.record({ op: fc.constant("range" as const), from: text, to: text }),
    text.map((from): Value => ({ op: "range", from })),
  );
};

function term(
  field: Term["field"],
  value: fc.Arbitrary<Value>,
  path?: string[],
): fc.Arbitrary<Term> {
  return fc
    .tuple(fc.array(value, { minLength: 1, maxLength: 2 }), fc.integer({ min: 0, max: 3 }))
    .map(([values, negate]) => ({
      field,
      ...(path && { path }),
      ...(negate === 0 && { negated: true }),
      values,
    }));
}

const anyTerm = fc.oneof(
  term("origin", fc.oneof(is([...ORIGINS, "nobody"]), prefix(["order", "b"]), exists)),
  term("event", fc.oneof(is(EVENTS), is(EVENTS), prefix(["JOB", "JOB_"]), exists)),
  term("user", fc.oneof(is([...USERS, "nobody"]), is(USERS), prefix(["u_"]), exists)),
  term("correlation", fc.oneof(is(CORRELATIONS), prefix(["c"]), exists)),
  term("request", fc.oneof(is(["r1"]), exists)),
  term("level", fc.oneof(is(LEVELS), compared(LEVELS), exists)),
  term("environment", fc.oneof(is(["prod"]), exists)),
  term("error", fc.oneof(is(["TypeError", "E1", "f1", "nothing"]), prefix(["Type"]), exists)),
  term("error", fc.oneof(is(["E1", "x is no y"]), exists), ["code"]),
  term("expires", fc.oneof(is(["never"]), compared(["0d", "7d", "90d"]), exists)),
  term(
    "payload",
    fc.oneof(is(["10", "5", "10.5", "true", "null", "ten"]), compared(["0", "10", "ten"]), exists),
    ["amount"],
  ),
  term("payload", fc.oneof(is(["vip", "7"]), prefix(["v"]), exists), ["tags"]),
  term("payload", fc.oneof(is(["42", "x.y"]), exists), ["job", "id"]),
  term("payload", exists, ["toString"]),
  term("text", fc.oneof(is(["card", "CARD", "über"]), prefix(["card", "disc"]))),
);

const moment = (field: "since" | "until") =>
  fc.option(
    fc
      .oneof(fc.constantFrom("8s", "6s"), at)
      .map((text): Term => ({ field, values: [{ op: "is", text }] })),
    { nil: undefined, freq: 1 },
  );

/** Queries that find something in such logs, and some that do not. */
export const anyQuestion: fc.Arbitrary<Query> = fc
  .tuple(fc.array(anyTerm, { maxLength: 3 }), moment("since"), moment("until"))
  .map(([others, since, until]) => ({
    terms: [...others, since, until].filter((one) => one !== undefined),
  }));

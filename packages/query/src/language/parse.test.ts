import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { anyQuery, awkwardText } from "../../test/arbitrary-query.js";
import { QuerySyntaxError } from "./errors.js";
import { MAX_TEXT_LENGTH, parseQuery } from "./parse.js";
import { printQuery } from "./print.js";

function failureOf(text: string): QuerySyntaxError {
  try {
    parseQuery(text);
  } catch (error) {
    if (error instanceof QuerySyntaxError) return error;
    throw error;
  }
  throw new Error(`'${text}' is a query`);
}

describe("parseQuery", () => {
  it("reads every kind of term", () => {
    const text =
      'origin:orders event:JOB_FAILED,JOB_* -level:debug payload.job.id:42 payload.amount:>=100 expires:<7d payload.n:1..2 user:* "free text" wor*';

    expect(parseQuery(text).terms).toEqual([
      { field: "origin", values: [{ op: "is", text: "orders" }] },
      {
        field: "event",
        values: [
          { op: "is", text: "JOB_FAILED" },
          { op: "prefix", text: "JOB_" },
        ],
      },
      { field: "level", negated: true, values: [{ op: "is", text: "debug" }] },
      { field: "payload", path: ["job", "id"], values: [{ op: "is", text: "42" }] },
      { field: "payload", path: ["amount"], values: [{ op: ">=", text: "100" }] },
      { field: "expires", values: [{ op: "<", text: "7d" }] },
      { field: "payload", path: ["n"], values: [{ op: "range", from: "1", to: "2" }] },
      { field: "user", values: [{ op: "exists" }] },
      { field: "text", values: [{ op: "is", text: "free text" }] },
      { field: "text", values: [{ op: "prefix", text: "wor" }] },
    ]);
  });

  it.each([
    ["", ""],
    ["  a   b\t-c\n", "a b -c"],
    ['"plain" "two words" "-x" "a:b"', 'plain "two words" "-x" "a:b"'],
    ['level:ERROR,"warn"', "level:error,warn"],
    ['payload."a.b"."c d":"x,y"*', 'payload."a.b"."c d":"x,y"*'],
    ['"say \\"hi\\" \\\\ C:\\temp"', '"say \\"hi\\" \\\\ C:\\\\temp"'],
    ["payload.x:-5,>-3", "payload.x:-5,>-3"],
    ['payload.x:"1.."..2', 'payload.x:"1.."..2'],
    ["since:2026-11-24T02:48Z until:now", "since:2026-11-24T02:48Z until:now"],
    ["expires:NEVER", "expires:never"],
  ])("writes %p as %p", (text, canonical) => {
    expect(printQuery(parseQuery(text))).toBe(canonical);
  });

  it.each([
    ["origin:", 8, "missing value"],
    ["origin: orders", 8, "remove the space"],
    ["event:A,", 9, "missing value"],
    ["event:A,,B", 9, "missing value"],
    ['a "b c', 3, "unterminated quote"],
    ["a - b", 3, "nothing follows the -"],
    ["service:orders", 1, "write origin:"],
    ["a userId:u_1", 3, "write user:"],
    ["nonsense:1", 1, 'put it in quotes: "nonsense:"'],
    ["constructor:1 toString:2", 1, "unknown field 'constructor'"],
    ["__proto__:1", 1, "unknown field '__proto__'"],
    ["origin:a#b", 8, "an origin cannot contain #"],
    ["user:>5", 6, "user cannot be compared"],
    ["since:>2h", 7, "since cannot be compared"],
    ["since:soon", 7, "since needs a time"],
    ["since:2026-02-30", 7, "since needs a time"],
    ["since:1h,2h", 1, "since takes one time"],
    ["since:1h since:2h", 10, "duplicate since"],
    ["-until:now", 1, "until cannot be negated"],
    ["expires:7d", 9, "expires needs a comparison with a time"],
    ["level:fatal", 7, "the levels are debug, info, warn, error"],
    ["level:war*", 7, "unknown level 'war'"],
    ["payload:42", 1, "payload needs a path"],
    ["payload.:42", 1, "a part of the path is empty"],
    ["payload.a..b:42", 1, "a part of the path is empty"],
    ["origin.x:42", 1, "origin has no parts"],
    ["error.stack:x", 1, "an error has no such part"],
    ["id:orders", 4, "invalid event id"],
    ['user:""', 6, "user cannot be empty"],
    ["payload.x:..", 11, "both ends are missing"],
    ["a*b", 3, "unexpected 'b'"],
    ['"a"b', 4, "unexpected 'b'"],
    ["* a", 1, "* alone matches everything"],
    [`user:${"é".repeat(1_001)}`, 6, "the user is too long"],
    [`payload${".a".repeat(33)}:1`, 1, "the path is too deep"],
    ["x".repeat(MAX_TEXT_LENGTH + 1), MAX_TEXT_LENGTH + 1, "the maximum is 4096"],
    ["x ".repeat(201), 401, "more than 200 values"],
  ])("reports the column of the error in %p", (text, column, reason) => {
    const failure = failureOf(text);

    expect(failure.column).toBe(column);
    expect(failure.message).toContain(reason);
    expect(failure.message).toContain(failure.hint);
  });

  it("parses the canonical text of any query to the same query", () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        expect(parseQuery(printQuery(query))).toEqual(query);
      }),
      { numRuns: 500 },
    );
  });

  it("parses any text or reports a column, and never changes canonical text", () => {
    const pieces = fc.constantFrom(
      ...'origin event payload. level since until expires id error. : , .. * - < >= " \\ 1h 42 never ('.split(
        " ",
      ),
      " ",
    );
    const texts = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.array(fc.oneof(pieces, awkwardText), { maxLength: 20 }).map((parts) => parts.join("")),
    );
    let read = 0;
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const canonical = printQuery(parseQuery(text));
          expect(printQuery(parseQuery(canonical))).toBe(canonical);
          read += 1;
        } catch (error) {
          if (!(error instanceof QuerySyntaxError)) throw error;
          expect(error.column).toBeGreaterThanOrEqual(1);
          expect(error.column).toBeLessThanOrEqual(text.length + 1);
        }
      }),
      { numRuns: 1_500 },
    );
    expect(read).toBeGreaterThan(150);
  });
});

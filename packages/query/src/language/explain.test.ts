import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { anyQuery } from "../../test/arbitrary-query.js";
import { explainTerm } from "./explain.js";
import { parseQuery } from "./parse.js";

describe("explainTerm", () => {
  it.each([
    ["origin:orders,billing", "origin is orders or is billing"],
    ["-level:debug,info", "level is not debug and is not info"],
    ["level:>=warn", "level is at least warn"],
    ["event:JOB_*", "event begins with JOB_"],
    ["-user:*", "user is not present"],
    ["payload.amount:10..20", "payload.amount is from 10 to 20"],
    ["payload.amount:..20", "payload.amount is up to 20"],
    ["since:2h", "time is 2h ago or later"],
    ["until:2026-11-24", "time is before 2026-11-24"],
    ["expires:<7d", "expires is before 7d from now"],
    ["expires:never", "expires is never"],
    ['"card declined"', 'description contains "card declined"'],
    ["-refund*", 'description does not contain a word that begins with "refund"'],
  ])("explains %p", (text, explanation) => {
    expect(parseQuery(text).terms.map(explainTerm)).toEqual([explanation]);
  });

  it("explains every term", () => {
    fc.assert(
      fc.property(anyQuery, ({ terms }) => {
        for (const term of terms) expect(explainTerm(term)).toMatch(/ (is|contains|begins|does) /);
      }),
    );
  });
});

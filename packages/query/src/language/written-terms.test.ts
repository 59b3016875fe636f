import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { anyQuery, awkwardText } from "../../test/arbitrary-query.js";
import { printQuery } from "./print.js";
import { readTerm, splitTerms } from "./written-terms.js";

describe("splitTerms", () => {
  it("finds names and values of texts that are not valid", () => {
    expect(splitTerms('  -level:de origin:a,"b c')).toEqual([
      { text: "-level:de", start: 2, negated: true, name: "level", values: [9] },
      { text: 'origin:a,"b c', start: 12, negated: false, name: "origin", values: [19, 21] },
    ]);
    expect(splitTerms("level:nonsense").map(readTerm)).toEqual([undefined]);
  });

  it("finds the terms that the parser finds", () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        expect(splitTerms(printQuery(query)).map(readTerm)).toEqual(query.terms);
      }),
    );
  });

  it("loses nothing but white space between terms", () => {
    fc.assert(
      fc.property(awkwardText, (text) => {
        for (const term of splitTerms(text)) {
          expect(text.startsWith(term.text, term.start)).toBe(true);
        }
      }),
    );
  });
});

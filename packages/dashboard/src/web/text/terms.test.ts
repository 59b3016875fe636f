import { describe, expect, it } from "@jest/globals";
import { parseQuery, printTerm } from "@service-events/query/language";
import fc from "fast-check";
import {
  freeTextOf,
  hasValue,
  setValue,
  timeOf,
  toggleExclusion,
  toggleValue,
  withTime,
} from "./terms.js";

describe("the time of a text", () => {
  it("is replaced and never stacked", () => {
    expect(withTime("a since:2h until:1h user:u_1", { since: "7d" })).toBe("a user:u_1 since:7d");
    expect(withTime("since:2h", {})).toBe("");
  });

  it("is replaced when it is not valid", () => {
    expect(withTime("since:soon a", { since: "1h" })).toBe("a since:1h");
  });

  it("is left alone inside quotes", () => {
    expect(withTime('"since:2h" x', { since: "1h" })).toBe('"since:2h" x since:1h');
    expect(timeOf('"since:2h"')).toEqual({});
  });
});

describe("a value of a field", () => {
  it("is added to the others, and removed again", () => {
    const both = toggleValue("event:A since:1h", "event", "B");
    expect(both).toBe("event:A,B since:1h");
    expect(toggleValue(toggleValue(both, "event", "A"), "event", "B")).toBe("since:1h");
  });

  it("is excluded, and included again", () => {
    const without = toggleExclusion("since:1h", "origin", "a b");
    expect(without).toBe('since:1h -origin:"a b"');
    expect(toggleExclusion(without, "origin", "a b")).toBe("since:1h");
  });

  it("replaces all that a text says about the field", () => {
    expect(setValue("level:warn -level:debug x", "level", "error")).toBe("x level:error");
  });

  it("means exactly itself to the query language, whatever it is", () => {
    const value = fc.string({ unit: "binary", minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(value, (text) => {
        const query = toggleValue("since:1h", "user", text);
        expect(parseQuery(query).terms[1]).toMatchObject({
          field: "user",
          values: [{ op: "is", text }],
        });
        expect(hasValue(query, "user", text)).toBe(true);
        expect(toggleValue(query, "user", text)).toBe("since:1h");
      }),
    );
  });
});

it("finds the terms that search descriptions", () => {
  expect(freeTextOf('declined origin:orders -"no luck" 10').map(printTerm)).toEqual([
    "declined",
    '-"no luck"',
    "10",
  ]);
});

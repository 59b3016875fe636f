import { describe, expect, it } from "@jest/globals";
import { toStorable } from "../../src/payload/storable.js";
import { idValues, innocentCases, secretCases } from "./corpus.js";
import { leaksOf } from "./judge.js";

describe("the corpus", () => {
  it("has hundreds of secrets and innocents in each half", () => {
    for (const half of ["first", "second"] as const) {
      expect(secretCases(half).length).toBeGreaterThan(500);
      expect(innocentCases(half).length).toBeGreaterThan(500);
      expect(idValues(half).length).toBeGreaterThan(15);
    }
  });

  it("is the same each time", () => {
    const planted = () => secretCases("first").map(({ secrets }) => secrets);
    expect(planted()).toEqual(planted());
  });

  it("shows each of its secrets where nothing is redacted", () => {
    const hidden = secretCases("first").filter((found) => {
      const { value } = toStorable(found.value);
      return leaksOf(found, value).length === 0;
    });
    // What an Error of an HTTP client carries is left out of every snapshot.
    expect(hidden.filter(({ kind }) => kind !== "error of a library")).toEqual([]);
  });
});

import { describe, expect, it } from "@jest/globals";
import { defaultEvents } from "../../src/index.js";
import { createRedaction } from "../../src/payload/redact.js";
import { toStorable } from "../../src/payload/storable.js";
import { recorder } from "../recorder.js";
import { idValues, innocentCases, secretCases } from "./corpus.js";
import { isDamaged, leaksOf } from "./judge.js";

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

describe.each(["first", "second"] as const)("redaction, on the %s half of the corpus", (half) => {
  const redaction = createRedaction();
  const share = (wrong: readonly unknown[], all: readonly unknown[]) => wrong.length / all.length;

  it("leaks under 2% of the secrets", () => {
    const cases = secretCases(half);
    const leaks = cases.filter(
      (found) => leaksOf(found, toStorable(found.value, { redaction }).value).length > 0,
    );
    expect(share(leaks, cases)).toBeLessThan(0.02);
  });

  it("damages under 1% of the innocents", () => {
    const cases = innocentCases(half);
    const damaged = cases.filter(({ value }) =>
      isDamaged(toStorable(value, { redaction }).value, toStorable(value).value),
    );
    expect(share(damaged, cases)).toBeLessThan(0.01);
  });

  it("keeps what is beside a secret", () => {
    const lost = secretCases(half).filter(({ value, kept }) => {
      const text = JSON.stringify(toStorable(value, { redaction }).value);
      return kept.some((part) => !text.includes(part));
    });
    expect(lost).toEqual([]);
  });

  it("damages no id, in a record or in a payload", () => {
    for (const id of idValues(half)) {
      const ids = { userId: id, requestId: id, correlationId: id };
      const { logger, records } = recorder(defaultEvents);
      logger.child({ requestId: id, correlationId: id }).event("USER_REGISTERED", {
        description: "d",
        userId: id,
        payload: ids,
      });
      expect(records).toMatchObject([{ ...ids, payload: ids }]);
    }
  });
});

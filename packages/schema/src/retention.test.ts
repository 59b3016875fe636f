import { describe, expect, test } from "@jest/globals";
import { DEFAULT_RETENTION, days, parseRetention, retentionOf } from "./retention.js";

describe("parseRetention", () => {
  test.each([
    ["1000d", { ERROR: days(1000), JOB_STARTED: days(1000) }],
    ["forever", { ERROR: "forever", JOB_STARTED: "forever" }],
    ["7d,JOB_STARTED=1d", { ERROR: days(7), JOB_STARTED: days(1), JOB_FAILED: days(7) }],
    [" 7d , ERROR = 12h ", { ERROR: days(0.5), JOB_STARTED: days(7) }],
    ["ERROR=1d,7d", { ERROR: days(1), JOB_STARTED: days(7) }],
    [DEFAULT_RETENTION, { ERROR: days(90), JOB_STARTED: days(30) }],
  ] as const)(
    "%s: an amount without a type applies to all types that are not named",
    (text, kept) => {
      const policy = parseRetention(text);
      for (const [event, retention] of Object.entries(kept)) {
        expect([event, retentionOf(policy, event)]).toEqual([event, retention]);
      }
    },
  );

  test.each([
    ["JOB_STARTED=forever", { JOB_STARTED: "forever", JOB_FAILED: days(30), ERROR: days(90) }],
    ["ERROR=1d", { JOB_FAILED: days(30), ERROR: days(1) }],
  ] as const)("%s: types alone add to the defaults", (text, kept) => {
    const policy = parseRetention(text);
    for (const [event, retention] of Object.entries(kept)) {
      expect([event, retentionOf(policy, event)]).toEqual([event, retention]);
    }
  });

  test.each([
    ["30d,ERROR=", "ERROR="],
    ["30", "30"],
    ["0d", "0d"],
    ["30d,", ""],
    ["", ""],
  ])("rejects '%s' and names the part", (text, part) => {
    expect(() => parseRetention(text)).toThrow(`cannot be read at '${part}`);
  });
});

import { describe, expect, it } from "@jest/globals";
import { reportAt } from "./report.js";

describe("a report", () => {
  it("is about the day before", () => {
    expect(reportAt("2026-11-24T02:00:00Z")).toEqual({
      day: "2026-11-23",
      billingDays: [23],
      monthEnds: false,
    });
  });

  it.each([
    ["2026-12-01T02:00:00Z", "2026-11-30", [30, 31]],
    ["2027-03-01T02:00:00Z", "2027-02-28", [28, 29, 30, 31]],
    ["2028-03-01T02:00:00Z", "2028-02-29", [29, 30, 31]],
    ["2027-01-01T02:00:00Z", "2026-12-31", [31]],
  ])("at %s renews what a shorter month leaves out", (time, day, billingDays) => {
    expect(reportAt(time)).toEqual({ day, billingDays, monthEnds: true });
  });

  it.each([["tonight"], [undefined as unknown as string]])("has no time %j", (time) => {
    expect(() => reportAt(time)).toThrow("is not an ISO 8601 time");
  });
});

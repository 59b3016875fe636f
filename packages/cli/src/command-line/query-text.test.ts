import { describe, expect, it } from "@jest/globals";
import { printQuery } from "@service-events/query";
import { toBoundedQuery, toQuery } from "./query-text.js";

const print = (text: string, times: { since?: string; until?: string } = {}) =>
  printQuery(toQuery(text, times, "1h"));

describe("the query of a command line", () => {
  it("is about the last hour unless something says otherwise", () => {
    expect(print("event:A")).toBe("event:A since:1h");
    expect(print("event:A since:2d")).toBe("event:A since:2d");
    expect(print("event:A", { since: "1h30m" })).toBe("event:A since:1h30m");
    expect(print("id:orders@2026-11-24T02:48:15.096003Z@A@k")).not.toContain("since");
  });

  it("refuses a time that is none, naming the option", () => {
    expect(() => print("", { since: "soon" })).toThrow("--since 'soon' is not a time");
    expect(() => print("", { until: "1h until:2h" })).toThrow(/--until '.*' is not a time/);
  });

  it("refuses a time that is there twice", () => {
    expect(() => print("since:1h", { since: "2h" })).toThrow("since is given twice");
  });

  it("lets an option add no other term", () => {
    expect(() => print("", { since: "1h origin:billing" })).toThrow(/is not a time/);
  });
});

describe("the query of a command that reads everything", () => {
  it("has a beginning when it has an end", () => {
    expect(() => toBoundedQuery("", { until: "1d" }, "1h")).toThrow("--until requires --since");
    expect(() => toBoundedQuery("until:1d", {}, "1h")).toThrow("--until requires --since");
    expect(printQuery(toBoundedQuery("", { since: "2d", until: "1d" }, "1h"))).toBe(
      "since:2d until:1d",
    );
  });

  it("is about the last hour unless something says otherwise", () => {
    expect(printQuery(toBoundedQuery("", {}, "1h"))).toBe("since:1h");
  });
});

import { describe, expect, it } from "@jest/globals";
import { decide, matches, type Statement } from "./statements.js";

const table = "arn:aws:dynamodb:us-east-1:000000000000:table/log";
const allow = (actions: string[], resources: string[]): Statement => ({
  effect: "Allow",
  actions,
  resources,
});
const put = { action: "dynamodb:PutItem", resource: table };

describe("decide", () => {
  it.each([
    ["exactly the action and resource", [allow(["dynamodb:PutItem"], [table])], "allowed"],
    ["an action in other letters", [allow(["DynamoDB:putitem"], [table])], "allowed"],
    ["a wildcard action", [allow(["dynamodb:*Item"], ["*"])], "allowed"],
    ["one unknown character", [allow(["dynamodb:PutIte?"], [table])], "allowed"],
    ["nothing", [], "implicitDeny"],
    ["another action", [allow(["dynamodb:Query"], [table])], "implicitDeny"],
    ["only the indexes", [allow(["dynamodb:PutItem"], [`${table}/index/*`])], "implicitDeny"],
    ["a table with a longer name", [allow(["dynamodb:PutItem"], [`${table}2`])], "implicitDeny"],
    [
      "all but some actions",
      [{ effect: "Allow", notActions: ["iam:*"], resources: ["*"] }],
      "allowed",
    ],
    [
      "all but this action",
      [{ effect: "Allow", notActions: ["dynamodb:Put*"], resources: ["*"] }],
      "implicitDeny",
    ],
    [
      "all but this resource",
      [{ effect: "Allow", actions: ["*"], notResources: [table] }],
      "implicitDeny",
    ],
    [
      "everything, and a Deny",
      [allow(["*"], ["*"]), { effect: "Deny", actions: ["dynamodb:Put*"], resources: ["*"] }],
      "explicitDeny",
    ],
  ] as [string, Statement[], string][])("for %s", (_what, statements, decision) => {
    expect(decide(statements, put)).toBe(decision);
  });

  it("grants nothing by a statement that names no resource", () => {
    expect(decide([{ effect: "Allow", actions: ["*"] }], put)).toBe("implicitDeny");
  });
});

describe("matches", () => {
  it.each([
    ["*", "", true],
    ["", "", true],
    ["", "a", false],
    ["a*", "a", true],
    ["*a*b", "xaybzb", true],
    ["*a*b", "xaybz", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["a.c", "abc", false],
    ["table/log", "table/log2", false],
  ])("pattern '%s' on '%s': %s", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it("ends soon for a pattern of many stars", () => {
    expect(matches("*a".repeat(2_000), "a".repeat(20_000).concat("b"))).toBe(false);
  });
});

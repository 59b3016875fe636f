import { describe, expect, it } from "@jest/globals";
import { requestedAccess } from "./dynamodb-access.js";

const scope = { account: "123456789012", region: "eu-west-1" };
const arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/";

describe("requestedAccess", () => {
  it.each([
    ["PutItem", { TableName: "log" }, [["dynamodb:PutItem", `${arn}log`]]],
    ["PutItem", { TableName: `${arn}log` }, [["dynamodb:PutItem", `${arn}log`]]],
    ["Query", { TableName: "log" }, [["dynamodb:Query", `${arn}log`]]],
    [
      "Query",
      { TableName: "log", IndexName: "byUser" },
      [["dynamodb:Query", `${arn}log/index/byUser`]],
    ],
    [
      "BatchWriteItem",
      { RequestItems: { log: [], other: [] } },
      [
        ["dynamodb:BatchWriteItem", `${arn}log`],
        ["dynamodb:BatchWriteItem", `${arn}other`],
      ],
    ],
    [
      "TransactWriteItems",
      { TransactItems: [{ Put: { TableName: "log" } }, { Delete: { TableName: "other" } }] },
      [
        ["dynamodb:PutItem", `${arn}log`],
        ["dynamodb:DeleteItem", `${arn}other`],
      ],
    ],
    ["ListTables", {}, [["dynamodb:ListTables", `${arn}*`]]],
    ["BatchGetItem", { RequestItems: null }, []],
    ["TransactWriteItems", { TransactItems: "x" }, []],
  ])("of %s with %j", (operation, input, expected) => {
    const access = requestedAccess(operation, input, scope);
    expect(access.map(({ action, resource }) => [action, resource])).toEqual(expected);
  });
});

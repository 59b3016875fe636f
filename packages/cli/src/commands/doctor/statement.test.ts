import { expect, it } from "@jest/globals";
import { grantStatement } from "./statement.js";

const table = {
  arn: "arn:aws:dynamodb:eu-west-1:1:table/log",
  tableName: "log",
  region: "eu-west-1",
};

it("grants what is missing on the table, and on its indexes where they are read", () => {
  expect(grantStatement(["dynamodb:Query", "dynamodb:GetItem", "dynamodb:Query"], table)).toEqual({
    Effect: "Allow",
    Action: ["dynamodb:GetItem", "dynamodb:Query"],
    Resource: [table.arn, `${table.arn}/index/*`],
  });
});

it("grants writing in batches beside writing", () => {
  expect(grantStatement(["dynamodb:PutItem"], table)).toEqual({
    Effect: "Allow",
    Action: ["dynamodb:BatchWriteItem", "dynamodb:PutItem"],
    Resource: [table.arn],
  });
});

it("leaves the account open when it is not known, and grants nothing when nothing is missing", () => {
  const { Resource: [arn] = [] } =
    grantStatement(["dynamodb:GetItem"], { ...table, arn: undefined }) ?? {};

  expect(arn).toBe("arn:aws:dynamodb:eu-west-1:*:table/log");
  expect(grantStatement([], table)).toBeUndefined();
});

import { describe, expect, test } from "@jest/globals";
import { parseTableAddress } from "./table-address.js";

describe("parseTableAddress", () => {
  test("takes a name as a table of the caller's own account and region", () => {
    expect(parseTableAddress("app-EventLog_1.v2")).toEqual({ tableName: "app-EventLog_1.v2" });
  });

  test.each(["aws", "aws-cn", "aws-us-gov"])("takes an ARN of partition %s apart", (partition) => {
    expect(
      parseTableAddress(`arn:${partition}:dynamodb:eu-west-1:111122223333:table/events`),
    ).toEqual({ tableName: "events", region: "eu-west-1", account: "111122223333" });
  });

  test.each([
    "",
    "ab",
    "my events",
    "a".repeat(256),
    "arn:aws:dynamodb:eu-west-1:111122223333:table/events/index/byUser",
    "arn:aws:dynamodb:eu-west-1:1111:table/events",
    "arn:aws:s3:::events",
    "events\n",
  ])("rejects '%s'", (address) => {
    expect(() => parseTableAddress(address)).toThrow(
      `table '${address}' is neither a name nor an ARN`,
    );
  });
});

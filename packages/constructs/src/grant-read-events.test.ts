import { describe, expect, it } from "@jest/globals";
import { TableEncryptionV2 } from "aws-cdk-lib/aws-dynamodb";
import { AccountPrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import {
  createFunction,
  createStack,
  environmentOf,
  statementsOf,
  warningsWith,
} from "../test/stack";
import { EventLogTable } from "./index";

const TABLE_ARN = { "Fn::GetAtt": ["EventLog9C568CEE", "Arn"] };
const TABLE_IN_EU = "arn:aws:dynamodb:eu-west-1:111122223333:table/events";

describe("grantReadEvents", () => {
  it("allows a grantee to query and get from the table and its indexes, and sets no environment", () => {
    const stack = createStack();
    const log = new EventLogTable(stack, "EventLog", { indexes: ["byUser", "byEvent"] });

    log.grantReadEvents(createFunction(stack));

    expect(statementsOf(stack)).toEqual([
      {
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:Query"],
        Resource: [
          TABLE_ARN,
          { "Fn::Join": ["", [TABLE_ARN, "/index/byUser"]] },
          { "Fn::Join": ["", [TABLE_ARN, "/index/byEvent"]] },
        ],
      },
    ]);
    expect(environmentOf(stack)).toEqual({});
  });

  it("includes a customer managed key, to decrypt only", () => {
    const stack = createStack({ region: "eu-west-1" });
    const log = new EventLogTable(stack, "EventLog", {
      encryption: TableEncryptionV2.customerManagedKey(new Key(stack, "Key")),
    });

    log.grantReadEvents(createFunction(stack));

    expect(statementsOf(stack)[1]).toMatchObject({ Action: ["kms:Decrypt", "kms:DescribeKey"] });
  });
});

describe("grants on an imported table", () => {
  it("name its ARN, its key, and the settings given for it", () => {
    const stack = createStack();
    const log = EventLogTable.fromTableAttributes(stack, "EventLog", {
      tableArn: TABLE_IN_EU,
      encryptionKey: Key.fromKeyArn(
        stack,
        "Key",
        "arn:aws:kms:eu-west-1:111122223333:key/6d1d6a8e-0000-4000-8000-000000000000",
      ),
      shards: 16,
    });

    log.grantWriteEvents(createFunction(stack));

    expect(statementsOf(stack)).toMatchObject([
      { Resource: TABLE_IN_EU },
      { Resource: "arn:aws:kms:eu-west-1:111122223333:key/6d1d6a8e-0000-4000-8000-000000000000" },
    ]);
    expect(environmentOf(stack)).toEqual({ EVENT_LOG_TABLE: TABLE_IN_EU, EVENT_LOG_SHARDS: "16" });
  });

  it("warn when the grantee has no policy to add to", () => {
    const stack = createStack();
    const log = EventLogTable.fromTableName(stack, "EventLog", "events");

    expect(log.grantReadEvents(new AccountPrincipal("111122223333")).success).toBe(false);
    expect(warningsWith(stack, "granted nothing to")).toHaveLength(1);
  });
});

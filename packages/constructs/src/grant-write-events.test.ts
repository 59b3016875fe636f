import { describe, expect, it } from "@jest/globals";
import { DEFAULT_RETENTION, days, parseRetention, retentionOf } from "@service-events/schema";
import { CfnParameter, Duration } from "aws-cdk-lib";
import { TableEncryptionV2 } from "aws-cdk-lib/aws-dynamodb";
import { Key } from "aws-cdk-lib/aws-kms";
import { createFunction, createStack, environmentOf, statementsOf } from "../test/stack";
import { EventLogTable, type EventLogTableProps, type WriteEventsOptions } from "./index";

const TABLE_ARN = { "Fn::GetAtt": ["EventLog9C568CEE", "Arn"] };
const TABLE_NAME = { Ref: "EventLog9C568CEE" };
const PUT_ONLY = {
  Effect: "Allow",
  Action: ["dynamodb:BatchWriteItem", "dynamodb:PutItem"],
  Resource: TABLE_ARN,
};

function environmentAfterGrant(
  props: EventLogTableProps,
  options?: WriteEventsOptions,
): Record<string, unknown> {
  const stack = createStack();
  new EventLogTable(stack, "EventLog", props).grantWriteEvents(createFunction(stack), options);
  return environmentOf(stack);
}

describe("grantWriteEvents", () => {
  it("allows a function to put items into the table, and sets its environment to the table's name", () => {
    const stack = createStack();
    const log = new EventLogTable(stack, "EventLog");

    log.grantWriteEvents(createFunction(stack)).assertSuccess();

    expect(statementsOf(stack)).toEqual([PUT_ONLY]);
    expect(environmentOf(stack)).toEqual({ EVENT_LOG_TABLE: TABLE_NAME });
  });

  it("sets variables for what differs from the logger's defaults", () => {
    expect(
      environmentAfterGrant(
        { shards: 4, retention: Duration.days(7), environment: "prod" },
        { origin: "orders" },
      ),
    ).toEqual({
      EVENT_LOG_TABLE: TABLE_NAME,
      EVENT_LOG_ORIGIN: "orders",
      EVENT_LOG_SHARDS: "4",
      EVENT_LOG_RETENTION: "7d,ERROR=7d",
      EVENT_LOG_ENVIRONMENT: "prod",
    });
  });

  it("leaves out settings that are given but equal to the logger's defaults", () => {
    const props = { shards: 1, retention: Duration.hours(720), errorRetention: Duration.days(90) };

    expect(environmentAfterGrant(props)).toEqual({ EVENT_LOG_TABLE: TABLE_NAME });
  });

  it("takes a number of shards for one writer", () => {
    expect(environmentAfterGrant({ shards: 4 }, { shards: 8 }).EVENT_LOG_SHARDS).toBe("8");
    expect(environmentAfterGrant({ shards: 4 }, { shards: 1 })).not.toHaveProperty(
      "EVENT_LOG_SHARDS",
    );
  });

  it.each([
    [{ errorRetention: Duration.days(365) }, "30d,ERROR=365d"],
    [{ retention: Duration.days(365) }, "365d,ERROR=365d"],
    [{ retention: Duration.days(365), errorRetention: Duration.days(1) }, "365d,ERROR=1d"],
    [{ retention: "forever" as const }, "forever,ERROR=forever"],
    [{ errorRetention: "forever" as const }, "30d,ERROR=forever"],
    [{ retention: Duration.hours(36) }, "36h,ERROR=36h"],
    [{ retention: Duration.minutes(90) }, "90m,ERROR=90m"],
    [{ retention: Duration.seconds(45) }, "45s,ERROR=45s"],
    [{ retention: Duration.millis(60_000) }, "1m,ERROR=1m"],
  ])(
    "writes retention %j with a rule for errors, which older loggers keep for 90 days",
    (props, text) => {
      expect(environmentAfterGrant(props).EVENT_LOG_RETENTION).toBe(text);
    },
  );

  it.each([
    [{ retention: Duration.days(1000) }, days(1000), days(1000)],
    [{ retention: Duration.days(7) }, days(7), days(7)],
    [{ retention: Duration.days(7), errorRetention: Duration.days(1) }, days(7), days(1)],
    [{ errorRetention: "forever" as const }, days(30), "forever"],
    [{}, days(30), days(90)],
  ] as const)("is read by the logger as it was meant: %j", (props, standard, errors) => {
    const text = environmentAfterGrant(props).EVENT_LOG_RETENTION ?? DEFAULT_RETENTION;

    const policy = parseRetention(String(text));

    expect(retentionOf(policy, "JOB_STARTED")).toBe(standard);
    expect(retentionOf(policy, "ERROR")).toBe(errors);
  });

  it("passes on values that are known only at deployment", () => {
    const stack = createStack();
    const days = new CfnParameter(stack, "Days", { type: "Number" }).valueAsNumber;
    const log = new EventLogTable(stack, "EventLog", { retention: Duration.days(days) });

    log.grantWriteEvents(createFunction(stack), { shards: days });

    expect(environmentOf(stack)).toMatchObject({
      EVENT_LOG_SHARDS: { Ref: "Days" },
      EVENT_LOG_RETENTION: {
        "Fn::Join": ["", [{ Ref: "Days" }, "d,ERROR=", { Ref: "Days" }, "d"]],
      },
    });
  });

  it.each([
    [{ origin: "orders#1" }, "origin 'orders#1' is not allowed"],
    [{ origin: "" }, "origin '' is not allowed"],
    [{ origin: "o".repeat(257) }, "use a name of 1 to 256 characters"],
    [{ shards: 0 }, "shards must be a whole number from 1 to 128, received 0"],
  ])("rejects invalid options: %j", (options, message) => {
    expect(() => environmentAfterGrant({}, options)).toThrow(message);
  });

  it("includes a customer managed key", () => {
    const stack = createStack({ region: "eu-west-1" });
    const log = new EventLogTable(stack, "EventLog", {
      encryption: TableEncryptionV2.customerManagedKey(new Key(stack, "Key")),
    });

    log.grantWriteEvents(createFunction(stack));

    expect(statementsOf(stack)).toEqual([
      PUT_ONLY,
      {
        Effect: "Allow",
        Action: [
          "kms:Decrypt",
          "kms:DescribeKey",
          "kms:Encrypt",
          "kms:GenerateDataKey*",
          "kms:ReEncrypt*",
        ],
        Resource: { "Fn::GetAtt": ["Key961B73FD", "Arn"] },
      },
    ]);
  });

  it("rejects a function that already writes to another event log", () => {
    const stack = createStack();
    const target = createFunction(stack);
    const first = new EventLogTable(stack, "EventLog");
    first.grantWriteEvents(target);
    first.grantWriteEvents(target, { origin: "again" });

    expect(() => new EventLogTable(stack, "Other").grantWriteEvents(target)).toThrow(
      "function 'Test/Function' already writes to another event log",
    );
  });
});

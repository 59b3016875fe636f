import { describe, expect, it } from "@jest/globals";
import { CfnParameter, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { TableEncryptionV2 } from "aws-cdk-lib/aws-dynamodb";
import { Key } from "aws-cdk-lib/aws-kms";
import { createStack, onlyResource, warningsWith } from "../test/stack";
import { EventLogTable, type EventLogTableProps } from "./index";

const TABLE = "AWS::DynamoDB::GlobalTable";

function templateWith(props?: EventLogTableProps): Template {
  const stack = createStack();
  new EventLogTable(stack, "EventLog", props);
  return Template.fromStack(stack);
}

function making(props: unknown): () => unknown {
  return () => new EventLogTable(createStack(), "EventLog", props as EventLogTableProps);
}

function indexOn(attribute: string) {
  return {
    KeySchema: [
      { AttributeName: attribute, KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    Projection: { ProjectionType: "ALL" },
  };
}

describe("the table by default", () => {
  const template = templateWith();

  it("keeps its logical id, since another id is a new and empty table", () => {
    expect(Object.keys(template.findResources(TABLE))).toEqual(["EventLog9C568CEE"]);
  });

  it("has the keys and all the indexes that the logger writes", () => {
    template.hasResourceProperties(TABLE, {
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      AttributeDefinitions: ["pk", "sk", "userId", "eventPk", "correlationId"].map((name) => ({
        AttributeName: name,
        AttributeType: "S",
      })),
      GlobalSecondaryIndexes: [
        { IndexName: "byUser", ...indexOn("userId") },
        { IndexName: "byEvent", ...indexOn("eventPk") },
        { IndexName: "byCorrelation", ...indexOn("correlationId") },
      ],
    });
  });

  it("expires items by ttl and is paid by the request, without a cap and without a fixed name", () => {
    template.hasResourceProperties(TABLE, {
      BillingMode: "PAY_PER_REQUEST",
      TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
      WriteOnDemandThroughputSettings: Match.absent(),
      SSESpecification: Match.absent(),
      TableName: Match.absent(),
    });
  });

  it("is kept, protected and restorable", () => {
    template.hasResource(TABLE, { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
    template.hasResourceProperties(TABLE, {
      Replicas: [
        {
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          ReadOnDemandThroughputSettings: Match.absent(),
        },
      ],
    });
  });
});

describe("the properties of a table", () => {
  it("make the indexes that are asked for, and no others", () => {
    const { Properties } = Object.values(
      templateWith({ indexes: ["byUser"] }).findResources(TABLE),
    )[0] as { Properties: Record<string, unknown> };

    expect(Properties.GlobalSecondaryIndexes).toEqual([
      { IndexName: "byUser", ...indexOn("userId") },
    ]);
    expect(Properties.AttributeDefinitions).toHaveLength(3);
  });

  it("make a table without indexes", () => {
    templateWith({ indexes: [] }).hasResourceProperties(TABLE, {
      GlobalSecondaryIndexes: Match.absent(),
    });
  });

  it("cap the table and each index", () => {
    const template = templateWith({
      maxWriteRequestUnits: 50,
      maxReadRequestUnits: 20,
      indexes: ["byUser"],
    });

    template.hasResourceProperties(TABLE, {
      WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 50 },
      GlobalSecondaryIndexes: [{ WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 50 } }],
      Replicas: [
        {
          ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 20 },
          GlobalSecondaryIndexes: [{ ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 20 } }],
        },
      ],
    });
  });

  it("let a table go with its stack", () => {
    const template = templateWith({
      removalPolicy: RemovalPolicy.DESTROY,
      deletionProtection: false,
      pointInTimeRecovery: false,
      tableName: "events",
    });

    template.hasResource(TABLE, { DeletionPolicy: "Delete" });
    template.hasResourceProperties(TABLE, {
      TableName: "events",
      Replicas: [
        {
          DeletionProtectionEnabled: false,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
        },
      ],
    });
  });

  it("warn when a table is to be destroyed and protected at once", () => {
    const stack = createStack();
    new EventLogTable(stack, "EventLog", { removalPolicy: RemovalPolicy.DESTROY });

    expect(warningsWith(stack, "set deletionProtection to false")).toHaveLength(1);
  });

  it("encrypt with a customer managed key", () => {
    const stack = createStack({ region: "eu-west-1" });
    const key = new Key(stack, "Key");
    const log = new EventLogTable(stack, "EventLog", {
      encryption: TableEncryptionV2.customerManagedKey(key),
    });

    expect(log.encryptionKey).toBe(key);
    expect(onlyResource(stack, TABLE).Properties).toMatchObject({
      SSESpecification: { SSEEnabled: true, SSEType: "KMS" },
    });
  });
});

describe("wrong properties", () => {
  it.each([
    [{ indexes: ["byUser", "byName"] }, "index 'byName' is unknown: use one of byUser, byEvent"],
    [{ indexes: ["toString"] }, "index 'toString' is unknown"],
    [{ indexes: ["byUser", "byUser"] }, "index 'byUser' is listed twice"],
    [{ shards: 0 }, "shards must be a whole number from 1 to 128, received 0"],
    [{ shards: 129 }, "received 129"],
    [{ shards: 1.5 }, "received 1.5"],
    [{ shards: Number.NaN }, "received NaN"],
    [{ retention: Duration.days(0) }, "retention must be a whole number of seconds, at least 1"],
    [{ retention: Duration.millis(1500) }, "received Duration.millis(1500)"],
    [{ errorRetention: Duration.millis(1) }, "errorRetention must be a whole number of seconds"],
    [{ environment: "" }, "environment must not be empty"],
    [{ maxWriteRequestUnits: 0 }, "maxWriteRequestUnits must be a whole number of at least 1"],
    [{ maxReadRequestUnits: -1 }, "maxReadRequestUnits must be a whole number of at least 1"],
  ])("are refused: %j", (props, message) => {
    expect(making(props)).toThrow(message);
  });

  it("are rejected for a customer managed key in a stack without a region", () => {
    const stack = createStack();
    const encryption = TableEncryptionV2.customerManagedKey(new Key(stack, "Key"));

    expect(() => new EventLogTable(stack, "EventLog", { encryption })).toThrow(
      "encryption with a customer managed key needs a region, but stack 'Test' has none",
    );
  });

  it("are not reported for values that are known only at deployment", () => {
    const stack = createStack();
    const units = new CfnParameter(stack, "Units", { type: "Number" }).valueAsNumber;

    expect(
      () =>
        new EventLogTable(stack, "EventLog", {
          shards: units,
          maxWriteRequestUnits: units,
          retention: Duration.days(units),
        }),
    ).not.toThrow();
  });
});

describe("an imported table", () => {
  it("has a name and an ARN of the stack's account when imported by name", () => {
    const stack = new Stack(undefined, "Test", {
      env: { account: "111122223333", region: "eu-west-1" },
    });
    const log = EventLogTable.fromTableName(stack, "EventLog", "events");

    expect(log.tableName).toBe("events");
    expect(stack.resolve(log.tableArn)).toEqual({
      "Fn::Join": [
        "",
        ["arn:", { Ref: "AWS::Partition" }, ":dynamodb:eu-west-1:111122223333:table/events"],
      ],
    });
    Template.fromStack(stack).resourceCountIs(TABLE, 0);
  });

  it("has the name in its ARN when imported by ARN", () => {
    const arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/events";
    const log = EventLogTable.fromTableArn(createStack(), "EventLog", arn);

    expect(log.tableName).toBe("events");
    expect(log.tableArn).toBe(arn);
  });

  it.each([
    [{}, "set either tableName or tableArn, received neither"],
    [{ tableName: "a", tableArn: "b" }, "received both"],
    [{ tableName: "a", shards: 1000 }, "received 1000"],
    [{ tableName: "a", indexes: ["byName" as "byUser"] }, "index 'byName' is unknown"],
  ])("is refused when its attributes are wrong: %j", (attributes, message) => {
    expect(() => EventLogTable.fromTableAttributes(createStack(), "EventLog", attributes)).toThrow(
      message,
    );
  });
});

describe("metrics", () => {
  const log = new EventLogTable(createStack(), "EventLog");

  it.each([
    ["WriteThrottleEvents", log.metricThrottledWrites()],
    ["ReadThrottleEvents", log.metricThrottledReads()],
    ["ConsumedWriteCapacityUnits", log.metricConsumedWriteCapacityUnits()],
    ["ConsumedReadCapacityUnits", log.metricConsumedReadCapacityUnits()],
  ])("sum %s of the table over five minutes", (metricName, metric) => {
    expect(metric).toMatchObject({
      namespace: "AWS/DynamoDB",
      metricName,
      statistic: "Sum",
      period: Duration.minutes(5),
      dimensions: { TableName: log.tableName },
    });
  });

  it("take options", () => {
    const metric = log.metricThrottledWrites({ period: Duration.minutes(1), statistic: "Maximum" });

    expect(metric).toMatchObject({ period: Duration.minutes(1), statistic: "Maximum" });
  });

  it("sum system errors over the operations of writers and readers, also where some have no data", () => {
    const { expression, usingMetrics } = log.metricSystemErrors({ period: Duration.minutes(1) });

    expect(expression).toBe("SUM([put,batch,query,get])");
    expect(Object.values(usingMetrics)).toMatchObject(
      ["PutItem", "BatchWriteItem", "Query", "GetItem"].map((Operation) => ({
        metricName: "SystemErrors",
        dimensions: { TableName: log.tableName, Operation },
        period: Duration.minutes(1),
      })),
    );
  });

  it("can all raise an alarm", () => {
    const stack = createStack();
    const events = new EventLogTable(stack, "EventLog");
    const alarm = { threshold: 1, evaluationPeriods: 3 };

    events.metricThrottledWrites().createAlarm(stack, "Throttled", alarm);
    events.metricSystemErrors().createAlarm(stack, "SystemErrors", alarm);

    Template.fromStack(stack).resourceCountIs("AWS::CloudWatch::Alarm", 2);
  });

  it("count user errors without a table, as DynamoDB reports them", () => {
    expect(log.metricUserErrors().dimensions).toEqual({});
  });
});

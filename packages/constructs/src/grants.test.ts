import { describe, expect, it } from "@jest/globals";
import { App, CfnParameter, Duration, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { TableEncryptionV2 } from "aws-cdk-lib/aws-dynamodb";
import { AccountPrincipal, Role, ServicePrincipal, User } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Alias, Function as LambdaFunction, Version } from "aws-cdk-lib/aws-lambda";
import {
  createFunction,
  createStack,
  environmentOf,
  onlyResource,
  statementsOf,
  warningsWith,
} from "../test/stack";
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
  it("lets a function put events into the table, nothing else, and tells it the table's name", () => {
    const stack = createStack();
    const log = new EventLogTable(stack, "EventLog");

    log.grantWriteEvents(createFunction(stack)).assertSuccess();

    expect(statementsOf(stack)).toEqual([PUT_ONLY]);
    expect(environmentOf(stack)).toEqual({ EVENT_LOG_TABLE: TABLE_NAME });
  });

  it("tells the function what differs from the logger's defaults", () => {
    expect(
      environmentAfterGrant(
        { shards: 4, retention: Duration.days(7), environment: "prod" },
        { origin: "orders" },
      ),
    ).toEqual({
      EVENT_LOG_TABLE: TABLE_NAME,
      EVENT_LOG_ORIGIN: "orders",
      EVENT_LOG_SHARDS: "4",
      EVENT_LOG_RETENTION: "7d,ERROR=90d",
      EVENT_LOG_ENVIRONMENT: "prod",
    });
  });

  it("leaves out settings that are given but equal to the logger's defaults", () => {
    const props = { shards: 1, retention: Duration.hours(720), errorRetention: Duration.days(90) };

    expect(environmentAfterGrant(props)).toEqual({ EVENT_LOG_TABLE: TABLE_NAME });
  });

  it("lets one writer have shards of its own", () => {
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
    [{ retention: Duration.hours(36) }, "36h,ERROR=90d"],
    [{ retention: Duration.minutes(90) }, "90m,ERROR=90d"],
    [{ retention: Duration.seconds(45) }, "45s,ERROR=90d"],
    [{ retention: Duration.millis(60_000) }, "1m,ERROR=90d"],
  ])("writes the retention %j as the logger reads it", (props, text) => {
    expect(environmentAfterGrant(props).EVENT_LOG_RETENTION).toBe(text);
  });

  it("passes on values that are known only at deployment", () => {
    const stack = createStack();
    const days = new CfnParameter(stack, "Days", { type: "Number" }).valueAsNumber;
    const log = new EventLogTable(stack, "EventLog", { retention: Duration.days(days) });

    log.grantWriteEvents(createFunction(stack), { shards: days });

    expect(environmentOf(stack)).toMatchObject({
      EVENT_LOG_SHARDS: { Ref: "Days" },
      EVENT_LOG_RETENTION: { "Fn::Join": ["", [{ Ref: "Days" }, "d,ERROR=90d"]] },
    });
  });

  it.each([
    [{ origin: "orders#1" }, "origin 'orders#1' is not allowed"],
    [{ origin: "" }, "origin '' is not allowed"],
    [{ origin: "o".repeat(257) }, "use a name of 1 to 256 characters"],
    [{ shards: 0 }, "shards must be a whole number from 1 to 128, received 0"],
  ])("refuses wrong options: %j", (options, message) => {
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

  it("refuses a function that writes to another event log already", () => {
    const stack = createStack();
    const target = createFunction(stack);
    const first = new EventLogTable(stack, "EventLog");
    first.grantWriteEvents(target);
    first.grantWriteEvents(target, { origin: "again" });

    expect(() => new EventLogTable(stack, "Other").grantWriteEvents(target)).toThrow(
      "function 'Test/Function' already writes its events to another event log",
    );
  });
});

describe("grantWriteEvents to an alias or a version", () => {
  it("reaches the function behind an alias, and publishes it anew", () => {
    const withoutGrant = createStack();
    new Alias(withoutGrant, "Live", {
      aliasName: "live",
      version: createFunction(withoutGrant).currentVersion,
    });
    const stack = createStack();
    const target = createFunction(stack);
    const alias = new Alias(stack, "Live", { aliasName: "live", version: target.currentVersion });

    new EventLogTable(stack, "EventLog").grantWriteEvents(alias);

    expect(statementsOf(stack)).toEqual([PUT_ONLY]);
    expect(environmentOf(stack)).toEqual({ EVENT_LOG_TABLE: TABLE_NAME });
    expect(warningsWith(stack, ".*")).toEqual([]);
    expect(versionIds(stack)).not.toEqual(versionIds(withoutGrant));
  });

  it("reaches the function behind its current or its latest version", () => {
    const stack = createStack();
    const target = createFunction(stack);
    const log = new EventLogTable(stack, "EventLog");

    log.grantWriteEvents(target.currentVersion);
    log.grantWriteEvents(target.latestVersion);

    expect(statementsOf(stack)).toEqual([PUT_ONLY]);
    expect(environmentOf(stack)).toEqual({ EVENT_LOG_TABLE: TABLE_NAME });
    expect(warningsWith(stack, ".*")).toEqual([]);
  });

  it("warns that a version which exists already keeps its environment", () => {
    const stack = createStack();
    const version = new Version(stack, "V1", { lambda: createFunction(stack) });
    const alias = new Alias(stack, "Live", { aliasName: "live", version });
    const log = new EventLogTable(stack, "EventLog");

    log.grantWriteEvents(alias);

    expect(environmentOf(stack)).toEqual({ EVENT_LOG_TABLE: TABLE_NAME });
    expect(warningsWith(stack, "version 'Test/V1' keeps the environment")).toHaveLength(1);
  });

  it("warns what to set where the function of an imported version is defined", () => {
    const stack = createStack();
    const version = Version.fromVersionArn(
      stack,
      "V1",
      "arn:aws:lambda:eu-west-1:111122223333:function:orders:1",
    );

    new EventLogTable(stack, "EventLog").grantWriteEvents(version, { origin: "orders" });

    expect(warningsWith(stack, "set EVENT_LOG_TABLE, EVENT_LOG_ORIGIN where")).toHaveLength(1);
  });
});

describe("grantWriteEvents to what has no environment here", () => {
  it("grants to a role and to a user", () => {
    const stack = createStack();
    const log = new EventLogTable(stack, "EventLog");

    log.grantWriteEvents(
      new Role(stack, "Role", { assumedBy: new ServicePrincipal("ecs-tasks.amazonaws.com") }),
    );
    log.grantWriteEvents(new User(stack, "User"));

    const policies = Object.values(Template.fromStack(stack).findResources("AWS::IAM::Policy"));
    expect(policies.map((policy) => policy.Properties.PolicyDocument.Statement)).toEqual([
      [PUT_ONLY],
      [PUT_ONLY],
    ]);
    expect(warningsWith(stack, ".*")).toEqual([]);
  });

  it("grants to another account through the table's own policy", () => {
    const stack = createStack();
    new EventLogTable(stack, "EventLog").grantWriteEvents(new AccountPrincipal("111122223333"));

    Template.fromStack(stack).hasResourceProperties("AWS::DynamoDB::GlobalTable", {
      Replicas: [
        {
          ResourcePolicy: {
            PolicyDocument: {
              Statement: [
                {
                  Action: ["dynamodb:BatchWriteItem", "dynamodb:PutItem"],
                  Principal: { AWS: Match.anyValue() },
                },
              ],
            },
          },
        },
      ],
    });
  });

  it("grants to the role of an imported function and warns that its environment stays", () => {
    const stack = createStack();
    const role = new Role(stack, "Role", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    });
    const imported = LambdaFunction.fromFunctionAttributes(stack, "Imported", {
      functionArn: "arn:aws:lambda:eu-west-1:111122223333:function:orders",
      role,
    });

    new EventLogTable(stack, "EventLog").grantWriteEvents(imported);

    expect(statementsOf(stack)).toEqual([PUT_ONLY]);
    expect(
      warningsWith(stack, "'Test/Imported' is imported, so its environment cannot be set"),
    ).toHaveLength(1);
  });

  it("warns about both what to set and what to grant when an imported function comes without its role", () => {
    const stack = createStack({ region: "eu-west-1" });
    const imported = LambdaFunction.fromFunctionName(stack, "Imported", "orders");
    const log = new EventLogTable(stack, "EventLog", {
      encryption: TableEncryptionV2.customerManagedKey(new Key(stack, "Key")),
    });

    log.grantWriteEvents(imported);

    expect(warningsWith(stack, "is imported, so its environment cannot be set")).toHaveLength(1);
    expect(warningsWith(stack, "Add statement to this resource's role.*PutItem")).toHaveLength(1);
    expect(warningsWith(stack, "Add statement to this resource's role.*kms:Encrypt")).toHaveLength(
      1,
    );
  });

  it("warns about options that have no place to go, and gives the environment for other processes", () => {
    const stack = createStack();
    const log = new EventLogTable(stack, "EventLog", { shards: 2 });
    const role = new Role(stack, "Role", {
      assumedBy: new ServicePrincipal("ecs-tasks.amazonaws.com"),
    });

    log.grantWriteEvents(role, { origin: "worker" });

    expect(warningsWith(stack, "origin 'worker' cannot reach a grantee without")).toHaveLength(1);
    expect(stack.resolve(log.writerEnvironment({ origin: "worker" }))).toEqual({
      EVENT_LOG_TABLE: TABLE_NAME,
      EVENT_LOG_ORIGIN: "worker",
      EVENT_LOG_SHARDS: "2",
    });
  });

  it("refuses a service, which DynamoDB would refuse at deployment", () => {
    const log = new EventLogTable(createStack(), "EventLog");

    expect(() => log.grantWriteEvents(new ServicePrincipal("events.amazonaws.com"))).toThrow(
      "service principal 'events.amazonaws.com' cannot be granted access",
    );
  });
});

describe("grantReadEvents", () => {
  it("lets a grantee query and get from the table and its own indexes, and sets no environment", () => {
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
      tableArn: "arn:aws:dynamodb:eu-west-1:111122223333:table/events",
      encryptionKey: Key.fromKeyArn(
        stack,
        "Key",
        "arn:aws:kms:eu-west-1:111122223333:key/6d1d6a8e-0000-4000-8000-000000000000",
      ),
      shards: 16,
    });

    log.grantWriteEvents(createFunction(stack));

    expect(statementsOf(stack)).toMatchObject([
      { Resource: "arn:aws:dynamodb:eu-west-1:111122223333:table/events" },
      { Resource: "arn:aws:kms:eu-west-1:111122223333:key/6d1d6a8e-0000-4000-8000-000000000000" },
    ]);
    expect(environmentOf(stack)).toEqual({ EVENT_LOG_TABLE: "events", EVENT_LOG_SHARDS: "16" });
  });

  it("warn when the grantee has no policy to add to", () => {
    const stack = createStack();
    const log = EventLogTable.fromTableName(stack, "EventLog", "events");

    expect(log.grantReadEvents(new AccountPrincipal("111122223333")).success).toBe(false);
    expect(warningsWith(stack, "nothing was granted to")).toHaveLength(1);
  });
});

describe("a table in a stack of its own", () => {
  it("reaches a function in another stack", () => {
    const app = new App();
    const log = new EventLogTable(new Stack(app, "Data"), "EventLog");
    const stack = new Stack(app, "Service");

    log.grantWriteEvents(createFunction(stack));

    expect(environmentOf(stack).EVENT_LOG_TABLE).toEqual({
      "Fn::ImportValue": expect.stringContaining("EventLog9C568CEE"),
    });
    expect(onlyResource(stack, "AWS::IAM::Policy")).toBeDefined();
  });
});

function versionIds(stack: Stack): string[] {
  return Object.keys(Template.fromStack(stack).findResources("AWS::Lambda::Version"));
}

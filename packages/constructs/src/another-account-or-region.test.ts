import { describe, expect, it } from "@jest/globals";
import { App, Fn, NestedStack, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { TableEncryptionV2 } from "aws-cdk-lib/aws-dynamodb";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { createFunction, createStack, environmentOf, statementsOf } from "../test/stack";
import { EventLogDashboard, EventLogTable } from "./index";

const HOME = { account: "111122223333", region: "eu-west-1" };
const OTHER_REGION = { account: "111122223333", region: "us-east-1" };
const OTHER_ACCOUNT = { account: "444455556666", region: "eu-west-1" };
const TABLE_ARN = arnIn("dynamodb:eu-west-1:111122223333:table/events");
const WRITER_ARN = arnIn("iam::444455556666:role/orders-writer");

describe("EVENT_LOG_TABLE is the table's name", () => {
  it("where both stacks have the same account and region", () => {
    const app = new App();
    const log = new EventLogTable(new Stack(app, "Data", { env: HOME }), "EventLog");
    const service = new Stack(app, "Service", { env: HOME });

    log.grantWriteEvents(createFunction(service));

    expect(environmentOf(service).EVENT_LOG_TABLE).toEqual({
      "Fn::ImportValue": expect.stringMatching("RefEventLog"),
    });
  });

  it("where table and function are in one stack whose environment is unknown", () => {
    const stack = createStack();

    new EventLogTable(stack, "EventLog").grantWriteEvents(createFunction(stack));

    expect(environmentOf(stack).EVENT_LOG_TABLE).toEqual({ Ref: "EventLog9C568CEE" });
  });

  it("where the function is in a nested stack", () => {
    const stack = createStack();
    const nested = new NestedStack(stack, "Nested");

    new EventLogTable(stack, "EventLog").grantWriteEvents(createFunction(nested));

    expect(environmentOf(nested).EVENT_LOG_TABLE).toEqual({
      Ref: expect.stringMatching(/^referencetoTestEventLog\w+Ref$/),
    });
  });

  it.each([
    ["by name", createStack(), "events"],
    ["by name, in a stack with an environment", createStack(HOME), "events"],
    ["by an ARN of the stack's own account and region", createStack(HOME), tableArnIn(HOME)],
  ])("where it is imported %s", (_, stack, address) => {
    importLog(stack, address).grantWriteEvents(createFunction(stack));

    expect(environmentOf(stack).EVENT_LOG_TABLE).toBe("events");
  });
});

describe("EVENT_LOG_TABLE is the table's ARN", () => {
  it.each([
    ["region", OTHER_REGION],
    ["account", OTHER_ACCOUNT],
  ])("where the function is in another %s", (_, env) => {
    const { service } = grantAcross(env);

    expect(environmentOf(service).EVENT_LOG_TABLE).toEqual(TABLE_ARN);
  });

  it("where the environment of one stack is unknown", () => {
    const stack = createStack();

    importLog(stack, tableArnIn(HOME)).grantWriteEvents(createFunction(stack));

    expect(environmentOf(stack).EVENT_LOG_TABLE).toBe(tableArnIn(HOME));
  });

  it("where two stacks are without an environment, which may be deployed to different ones", () => {
    const app = new App();
    const log = new EventLogTable(new Stack(app, "Data"), "EventLog");
    const service = new Stack(app, "Service");

    log.grantWriteEvents(createFunction(service));

    expect(environmentOf(service).EVENT_LOG_TABLE).toEqual({
      "Fn::ImportValue": expect.stringMatching("EventLog.*Arn"),
    });
  });

  it("where the ARN of an imported table is known only at deployment", () => {
    const stack = createStack(HOME);

    importLog(stack, Fn.importValue("TableArn")).grantWriteEvents(createFunction(stack));

    expect(environmentOf(stack).EVENT_LOG_TABLE).toEqual({ "Fn::ImportValue": "TableArn" });
  });

  it("for a process that may run anywhere", () => {
    const stack = createStack(HOME);

    expect(importLog(stack, "events").writerEnvironment()).toEqual({
      EVENT_LOG_TABLE: expect.stringMatching(/:dynamodb:eu-west-1:111122223333:table\/events$/),
    });
  });

  it("for the dashboard of a log in another account", () => {
    const stack = createStack(OTHER_ACCOUNT);

    new EventLogDashboard(stack, "Dashboard", { eventLog: importLog(stack, tableArnIn(HOME)) });

    Template.fromStack(stack).hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: Match.objectLike({ EVENT_LOG_TABLE: tableArnIn(HOME) }) },
    });
  });
});

describe("a writer in another account", () => {
  it("is allowed by its own role and by the table's resource policy", () => {
    const { service, data } = grantAcross(OTHER_ACCOUNT);

    expect(statementsOf(service)).toEqual([
      expect.objectContaining({
        Action: ["dynamodb:BatchWriteItem", "dynamodb:PutItem"],
        Resource: TABLE_ARN,
      }),
    ]);
    Template.fromStack(data).hasResourceProperties("AWS::DynamoDB::GlobalTable", {
      Replicas: [
        {
          ResourcePolicy: {
            PolicyDocument: {
              Statement: [
                {
                  Effect: "Allow",
                  Action: ["dynamodb:BatchWriteItem", "dynamodb:PutItem"],
                  Principal: { AWS: WRITER_ARN },
                  Resource: "*",
                },
              ],
            },
          },
        },
      ],
    });
  });

  it("is allowed by its own role and by the policy of the table's key", () => {
    const { service, data } = grantAcross(OTHER_ACCOUNT, (stack) =>
      TableEncryptionV2.customerManagedKey(new Key(stack, "Key")),
    );
    const actions = ["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey*", "ReEncrypt*"].map(
      (action) => `kms:${action}`,
    );

    expect(statementsOf(service)).toContainEqual(expect.objectContaining({ Action: actions }));
    Template.fromStack(data).hasResourceProperties("AWS::KMS::Key", {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: actions, Principal: { AWS: WRITER_ARN } }),
        ]),
      },
    });
  });

  it("cannot use a table that is encrypted with the AWS managed key", () => {
    expect(() => grantAcross(OTHER_ACCOUNT, () => TableEncryptionV2.awsManagedKey())).toThrow(
      "cannot grant to another account: 'Data/EventLog' is encrypted with the AWS managed key",
    );
    expect(() => grantAcross(OTHER_REGION, () => TableEncryptionV2.awsManagedKey())).not.toThrow();
  });
});

/** Grants a function of another environment write access to a table of `HOME`. */
function grantAcross(
  env: { account: string; region: string },
  encryptionIn: (stack: Stack) => TableEncryptionV2 | undefined = () => undefined,
): { data: Stack; service: Stack } {
  const app = new App();
  const data = new Stack(app, "Data", { env: HOME });
  const service = new Stack(app, "Service", { env });
  const log = new EventLogTable(data, "EventLog", {
    tableName: "events",
    encryption: encryptionIn(data),
  });
  const role = new Role(service, "Role", {
    roleName: "orders-writer",
    assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
  });
  const writer = new LambdaFunction(service, "Function", {
    runtime: Runtime.NODEJS_LATEST,
    handler: "index.handler",
    code: Code.fromInline("exports.handler = async () => {};"),
    role,
  });
  log.grantWriteEvents(writer);
  return { data, service };
}

function importLog(stack: Stack, address: string) {
  return address === "events"
    ? EventLogTable.fromTableName(stack, "EventLog", address)
    : EventLogTable.fromTableArn(stack, "EventLog", address);
}

function tableArnIn({ account, region }: typeof HOME): string {
  return `arn:aws:dynamodb:${region}:${account}:table/events`;
}

/** An ARN whose partition is known only at deployment. */
function arnIn(rest: string) {
  return { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, `:${rest}`]] };
}

import { describe, expect, it } from "@jest/globals";
import type { Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { TableEncryptionV2 } from "aws-cdk-lib/aws-dynamodb";
import { AccountPrincipal, Role, ServicePrincipal, User } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Alias, Function as LambdaFunction, Version } from "aws-cdk-lib/aws-lambda";
import {
  createFunction,
  createStack,
  environmentOf,
  statementsOf,
  warningsWith,
} from "../test/stack";
import { EventLogTable } from "./index";

const TABLE_ARN = { "Fn::GetAtt": ["EventLog9C568CEE", "Arn"] };
const TABLE_NAME = { Ref: "EventLog9C568CEE" };
const PUT_ONLY = {
  Effect: "Allow",
  Action: ["dynamodb:BatchWriteItem", "dynamodb:PutItem"],
  Resource: TABLE_ARN,
};

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

  it("grants to another account through the table's resource policy", () => {
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
      warningsWith(stack, "cannot set the environment of 'Test/Imported', which is imported"),
    ).toHaveLength(1);
  });

  it("warns about both what to set and what to grant when an imported function comes without its role", () => {
    const stack = createStack({ region: "eu-west-1" });
    const imported = LambdaFunction.fromFunctionName(stack, "Imported", "orders");
    const log = new EventLogTable(stack, "EventLog", {
      encryption: TableEncryptionV2.customerManagedKey(new Key(stack, "Key")),
    });

    log.grantWriteEvents(imported);

    expect(warningsWith(stack, "cannot set the environment of 'Test/Imported'")).toHaveLength(1);
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

    expect(warningsWith(stack, "origin 'worker' has no effect on a grantee without")).toHaveLength(
      1,
    );
    expect(stack.resolve(log.writerEnvironment({ origin: "worker" }))).toEqual({
      EVENT_LOG_TABLE: TABLE_ARN,
      EVENT_LOG_ORIGIN: "worker",
      EVENT_LOG_SHARDS: "2",
    });
  });

  it("rejects a service principal, which DynamoDB would reject at deployment", () => {
    const log = new EventLogTable(createStack(), "EventLog");

    expect(() => log.grantWriteEvents(new ServicePrincipal("events.amazonaws.com"))).toThrow(
      "cannot grant to service principal 'events.amazonaws.com'",
    );
  });
});

function versionIds(stack: Stack): string[] {
  return Object.keys(Template.fromStack(stack).findResources("AWS::Lambda::Version"));
}

import { describe, expect, it } from "@jest/globals";
import { EventLogTable } from "@service-events/constructs";
import { INDEXES, MAX_SHARDS, TTL_ATTRIBUTE } from "@service-events/schema";
import { Stack, Validations } from "aws-cdk-lib";
import { Match, type Template } from "aws-cdk-lib/assertions";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { AwsSolutionsChecks } from "cdk-nag";
import { createApp, EVENT_LOG, templateOf, UNDELIVERED } from "../test/templates.js";
import { ServiceEventsStack } from "./service-events-stack.js";
import { stageOf } from "./stage.js";

const dev = templateOf("dev");
const prod = templateOf("prod");
const TABLE = "AWS::DynamoDB::GlobalTable";

describe("the event log of the stack", () => {
  it.each([
    ["dev", dev],
    ["prod", prod],
  ])("keeps its logical id in %s, since another id is a new and empty table", (_, template) => {
    expect(Object.keys(template.findResources(TABLE))).toEqual([EVENT_LOG]);
  });

  it("has the keys, the indexes and the time of expiry that the logger writes", () => {
    dev.hasResourceProperties(TABLE, {
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      TimeToLiveSpecification: { AttributeName: TTL_ATTRIBUTE, Enabled: true },
      GlobalSecondaryIndexes: Object.entries(INDEXES).map(([IndexName, AttributeName]) =>
        Match.objectLike({
          IndexName,
          KeySchema: [
            { AttributeName, KeyType: "HASH" },
            { AttributeName: "sk", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "ALL" },
        }),
      ),
    });
  });

  it("takes as many shards as the logger, and no more", () => {
    const stack = new Stack();

    expect(() => new EventLogTable(stack, "Most", { shards: MAX_SHARDS })).not.toThrow();
    expect(() => new EventLogTable(stack, "More", { shards: MAX_SHARDS + 1 })).toThrow("shards");
  });

  it("goes with the stack in dev, and outlives it in prod", () => {
    dev.hasResource(TABLE, {
      DeletionPolicy: "Delete",
      Properties: { Replicas: [{ DeletionProtectionEnabled: false }] },
    });
    prod.hasResource(TABLE, {
      DeletionPolicy: "Retain",
      Properties: { Replicas: [{ DeletionProtectionEnabled: true }] },
    });
  });
});

describe("the triggers of the stack", () => {
  it("call sign-up after a user has confirmed", () => {
    dev.hasResourceProperties("AWS::Cognito::UserPool", {
      LambdaConfig: { PostConfirmation: functionArn("SignUp") },
    });
  });

  it("give jobs batches whose messages fail one by one, three times", () => {
    dev.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      EventSourceArn: { "Fn::GetAtt": [Match.stringLikeRegexp("^JobsQueue"), "Arn"] },
    });
    dev.hasResourceProperties("AWS::SQS::Queue", {
      RedrivePolicy: {
        maxReceiveCount: 3,
        deadLetterTargetArn: { "Fn::GetAtt": [Match.stringLikeRegexp("^JobsFailed"), "Arn"] },
      },
    });
  });

  it("call subscriptions from its route, with an access log", () => {
    dev.hasResourceProperties("AWS::ApiGatewayV2::Route", {
      RouteKey: "POST /webhooks/subscriptions",
    });
    dev.hasResourceProperties("AWS::ApiGatewayV2::Stage", {
      StageName: "$default",
      AccessLogSettings: { DestinationArn: Match.anyValue() },
    });
  });

  it("call nightly-report at 02:00 UTC", () => {
    dev.hasResourceProperties("AWS::Events::Rule", {
      ScheduleExpression: "cron(0 2 * * ? *)",
      Targets: [{ Arn: functionArn("NightlyReport") }],
    });
  });

  it("write undelivered events back, message by message", () => {
    dev.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      FunctionName: functionRef("EventLogRedrive"),
      EventSourceArn: { "Fn::GetAtt": [UNDELIVERED, "Arn"] },
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
  });

  it("are reachable through the outputs", () => {
    expect(Object.keys(dev.findOutputs("*"))).toEqual([
      "EventLogTableName",
      "ApiUrl",
      "JobsQueueUrl",
    ]);
  });
});

describe("the queue of undelivered events", () => {
  it("is encrypted, rejects plain HTTP, and keeps events for 14 days", () => {
    dev.hasResourceProperties("AWS::SQS::Queue", {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
      VisibilityTimeout: 150,
      RedrivePolicy: Match.absent(),
    });
    dev.hasResourceProperties("AWS::SQS::QueuePolicy", {
      Queues: [{ Ref: UNDELIVERED }],
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Effect: "Deny",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          }),
        ],
      },
    });
  });

  it("goes with the stack in dev, and outlives it in prod, as the table does", () => {
    const policyOf = (template: Template) =>
      template.findResources("AWS::SQS::Queue")[UNDELIVERED]?.DeletionPolicy;

    expect([policyOf(dev), policyOf(prod)]).toEqual(["Delete", "Retain"]);
  });
});

describe("the rules of AwsSolutions", () => {
  it.each(["dev", "prod"])("find nothing to say of %s", (stage) => {
    const app = createApp();
    new ServiceEventsStack(app, stageOf(stage));
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

    expect(() => app.synth()).not.toThrow();
  });

  it("would say it if there were anything", () => {
    const app = createApp();
    new Queue(new ServiceEventsStack(app, stageOf("dev")), "Unsafe");
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

    expect(() => app.synth()).toThrow("AwsSolutions-SQS4");
  });
});

describe("a stage", () => {
  it("names the stack", () => {
    expect(new ServiceEventsStack(createApp(), stageOf("prod")).stackName).toBe(
      "service-events-prod",
    );
  });

  it.each([["production"], [undefined], [""], ["toString"], [1]])(
    "is dev or prod, and not %j",
    (name) => {
      expect(() => stageOf(name)).toThrow("context 'stage' must be 'dev' or 'prod', received");
    },
  );
});

function functionRef(id: string) {
  return { Ref: Match.stringLikeRegexp(`^${id}`) };
}

function functionArn(id: string) {
  return { "Fn::GetAtt": [Match.stringLikeRegexp(`^${id}Function`), "Arn"] };
}

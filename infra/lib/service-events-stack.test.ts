import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { EventLogTable } from "@service-events/constructs";
import { INDEXES, MAX_SHARDS, TTL_ATTRIBUTE } from "@service-events/logger/schema";
import { App, Stack, Validations } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { AwsSolutionsChecks } from "cdk-nag";
import { ServiceEventsStack } from "./service-events-stack.js";
import { stageOf } from "./stage.js";

// The stack is validated against CloudFormation's own rules where it is built for good; here that takes seconds a process.
process.env.CDK_VALIDATION = "false";

const cdkJson = JSON.parse(readFileSync(join(import.meta.dirname, "../../cdk.json"), "utf8"));
const outdirs: string[] = [];

afterAll(() => {
  for (const outdir of outdirs) rmSync(outdir, { recursive: true, force: true });
});

function createApp(): App {
  const outdir = mkdtempSync(join(tmpdir(), "service-events-cdk-"));
  outdirs.push(outdir);
  return new App({ outdir, context: { ...cdkJson.context, "aws:cdk:bundling-stacks": [] } });
}

function templateOf(stage: string): Template {
  return Template.fromStack(new ServiceEventsStack(createApp(), stageOf(stage)));
}

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
}

function allowsOf(template: Template, rolePrefix: string): Statement[] {
  const policies = Object.entries(template.findResources("AWS::IAM::Policy"))
    .filter(([id]) => id.startsWith(rolePrefix))
    .map(([, policy]) => policy.Properties.PolicyDocument.Statement as Statement[]);
  return policies.flat();
}

const dev = templateOf("dev");
const prod = templateOf("prod");
const TABLE = "AWS::DynamoDB::GlobalTable";
const EVENT_LOG = "EventLog9C568CEE";
const UNDELIVERED = "UndeliveredEvents0A4241A7";

const MAY_WRITE_EVENTS: Statement = {
  Effect: "Allow",
  Action: ["dynamodb:BatchWriteItem", "dynamodb:PutItem"],
  Resource: { "Fn::GetAtt": [EVENT_LOG, "Arn"] },
};

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

describe("the functions of the stack", () => {
  it.each([
    ["SignUp", "sign-up", []],
    ["Jobs", "jobs", [mayReceiveFrom(expect.stringMatching(/^JobsQueue/))]],
    ["Subscriptions", "subscriptions", []],
    ["NightlyReport", "nightly-report", []],
  ])("may do what %s needs and nothing else", (id, origin, extra) => {
    expect(allowsOf(dev, id)).toEqual([
      mayLogTo(`^${id}FunctionLogs`),
      ...extra,
      MAY_WRITE_EVENTS,
      {
        Effect: "Allow",
        Action: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"],
        Resource: { "Fn::GetAtt": [UNDELIVERED, "Arn"] },
      },
    ]);
    dev.hasResourceProperties("AWS::Lambda::Function", {
      Environment: {
        Variables: {
          EVENT_LOG_TABLE: { Ref: EVENT_LOG },
          EVENT_LOG_ORIGIN: origin,
          EVENT_LOG_ENVIRONMENT: "dev",
          EVENT_LOG_DEAD_LETTER_QUEUE: { Ref: UNDELIVERED },
        },
      },
    });
  });

  it("include one that may write undelivered events back, and nothing else", () => {
    expect(allowsOf(dev, "EventLogRedrive")).toEqual([
      mayLogTo("^EventLogRedriveLogs"),
      mayReceiveFrom(UNDELIVERED),
      MAY_WRITE_EVENTS,
    ]);
    dev.hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: { EVENT_LOG_TABLE: { Ref: EVENT_LOG } } },
      Role: { "Fn::GetAtt": [Match.stringLikeRegexp("^EventLogRedriveRole"), "Arn"] },
    });
  });

  it("run on Node 24 and ARM, and have a role without managed policies and logs that expire", () => {
    for (const template of [dev, prod]) {
      template.resourceCountIs("AWS::Lambda::Function", 5);
      template.allResourcesProperties("AWS::Lambda::Function", {
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        LoggingConfig: { LogGroup: Match.anyValue() },
      });
      template.allResourcesProperties("AWS::IAM::Role", { ManagedPolicyArns: Match.absent() });
      template.allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: Match.anyValue() });
    }
  });

  it("name the environment on their events", () => {
    const writers = prod.findResources("AWS::Lambda::Function", {
      Properties: { Environment: { Variables: { EVENT_LOG_ENVIRONMENT: "prod" } } },
    });

    // Events that are written back have it already.
    expect(Object.keys(writers)).toHaveLength(4);
  });

  it("have no wildcard in what they are allowed", () => {
    const allows = allowsOf(dev, "");

    expect(allows).toHaveLength(16);
    expect(JSON.stringify(allows)).not.toContain("*");
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
  it("is encrypted, refuses plain HTTP, and keeps events for 14 days", () => {
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

function mayLogTo(logGroup: string): Statement {
  return {
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: { "Fn::GetAtt": [expect.stringMatching(logGroup), "Arn"] },
  };
}

function mayReceiveFrom(queue: unknown): Statement {
  return {
    Effect: "Allow",
    Action: [
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:ReceiveMessage",
    ],
    Resource: { "Fn::GetAtt": [queue, "Arn"] },
  };
}

function functionRef(id: string) {
  return { Ref: Match.stringLikeRegexp(`^${id}`) };
}

function functionArn(id: string) {
  return { "Fn::GetAtt": [Match.stringLikeRegexp(`^${id}Function`), "Arn"] };
}

import { describe, expect, it } from "@jest/globals";
import { Match, type Template } from "aws-cdk-lib/assertions";
import { EVENT_LOG, templateOf, UNDELIVERED } from "../test/templates.js";

const dev = templateOf("dev");
const prod = templateOf("prod");

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

const MAY_WRITE_EVENTS: Statement = {
  Effect: "Allow",
  Action: ["dynamodb:BatchWriteItem", "dynamodb:PutItem"],
  Resource: { "Fn::GetAtt": [EVENT_LOG, "Arn"] },
};

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

  it("include one that may only write undelivered events to the table", () => {
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

  it("name their own files in stacks", () => {
    const mapped = dev.findResources("AWS::Lambda::Function", {
      Properties: { Environment: { Variables: { NODE_OPTIONS: "--enable-source-maps" } } },
    });

    expect(Object.keys(mapped)).toHaveLength(4);
  });

  it("record the environment with their events", () => {
    const writers = prod.findResources("AWS::Lambda::Function", {
      Properties: { Environment: { Variables: { EVENT_LOG_ENVIRONMENT: "prod" } } },
    });

    // The redrive function writes events that already have it.
    expect(Object.keys(writers)).toHaveLength(4);
  });

  it("have no wildcards in their policies", () => {
    const allows = allowsOf(dev, "");

    expect(allows).toHaveLength(16);
    expect(JSON.stringify(allows)).not.toContain("*");
  });
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

import { expect, it } from "@jest/globals";
import { Match, Template } from "aws-cdk-lib/assertions";
import { TableEncryptionV2 } from "aws-cdk-lib/aws-dynamodb";
import { Key } from "aws-cdk-lib/aws-kms";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { createFunction, createStack, environmentOf, statementsOf } from "../test/stack";
import { EventLogTable } from "./index";

const TABLE_ARN = { "Fn::GetAtt": ["EventLog9C568CEE", "Arn"] };
const QUEUE_ARN = { "Fn::GetAtt": [Match.stringLikeRegexp("^Undelivered"), "Arn"] };
const WRITE_TABLE = {
  Effect: "Allow",
  Action: ["dynamodb:BatchWriteItem", "dynamodb:PutItem"],
  Resource: TABLE_ARN,
};
const SEND_MESSAGES = {
  Effect: "Allow",
  Action: ["sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"],
  Resource: QUEUE_ARN,
};

function createLog() {
  const stack = createStack({ account: "123456789012", region: "us-east-1" });
  const deadLetterQueue = new Queue(stack, "Undelivered");
  return { stack, log: new EventLogTable(stack, "EventLog", { deadLetterQueue }) };
}

it("lets a writer send to the queue and tells it where it is", () => {
  const { stack, log } = createLog();

  log.grantWriteEvents(createFunction(stack));

  const template = Template.fromStack(stack);
  template.hasResourceProperties("AWS::IAM::Policy", {
    Roles: [{ Ref: Match.stringLikeRegexp("^FunctionServiceRole") }],
    PolicyDocument: { Statement: [WRITE_TABLE, SEND_MESSAGES] },
  });
  template.hasResourceProperties("AWS::Lambda::Function", {
    Environment: {
      Variables: {
        EVENT_LOG_TABLE: { Ref: "EventLog9C568CEE" },
        EVENT_LOG_DEAD_LETTER_QUEUE: { Ref: Match.stringLikeRegexp("^Undelivered") },
      },
    },
  });
});

it("comes with a function that writes the queue's messages back, one by one", () => {
  const template = Template.fromStack(createLog().stack);

  template.hasResourceProperties("AWS::Lambda::Function", {
    Runtime: "nodejs24.x",
    Handler: "index.handler",
    Timeout: 25,
    Environment: { Variables: { EVENT_LOG_TABLE: { Ref: "EventLog9C568CEE" } } },
    LoggingConfig: { LogGroup: Match.anyValue() },
  });
  template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
    EventSourceArn: QUEUE_ARN,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    ScalingConfig: { MaximumConcurrency: 2 },
  });
});

it("lets that function read the queue, write the table and its own log, and nothing else", () => {
  const { stack } = createLog();

  expect(statementsOf(stack)).toEqual([
    {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: expect.anything(),
    },
    {
      Effect: "Allow",
      Action: [
        "sqs:ReceiveMessage",
        "sqs:ChangeMessageVisibility",
        "sqs:GetQueueUrl",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
      ].map((action) => expect.stringMatching(action)),
      Resource: expect.anything(),
    },
    WRITE_TABLE,
  ]);
  Template.fromStack(stack).allResourcesProperties("AWS::IAM::Role", {
    ManagedPolicyArns: Match.absent(),
  });
});

it("lets that function use the table's key", () => {
  const stack = createStack({ account: "123456789012", region: "us-east-1" });
  const encryption = TableEncryptionV2.customerManagedKey(new Key(stack, "Key"));
  const deadLetterQueue = new Queue(stack, "Undelivered");

  new EventLogTable(stack, "EventLog", { encryption, deadLetterQueue });

  expect(JSON.stringify(statementsOf(stack))).toContain("kms:GenerateDataKey*");
});

it("reaches the writers of an imported table, without a second function", () => {
  const stack = createStack();
  const deadLetterQueue = Queue.fromQueueArn(
    stack,
    "Undelivered",
    "arn:aws:sqs:us-east-1:123456789012:undelivered",
  );
  const log = EventLogTable.fromTableAttributes(stack, "EventLog", {
    tableName: "events",
    deadLetterQueue,
  });

  log.grantWriteEvents(createFunction(stack));

  expect(environmentOf(stack)).toHaveProperty("EVENT_LOG_DEAD_LETTER_QUEUE");
});

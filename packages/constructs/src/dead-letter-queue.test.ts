import { expect, it } from "@jest/globals";
import { RemovalPolicy, type Stack } from "aws-cdk-lib";
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

const QUEUE_IN_ANOTHER_APP = "arn:aws:sqs:us-east-1:123456789012:undelivered";

function createLog() {
  const stack = createStack({ account: "123456789012", region: "us-east-1" });
  const deadLetterQueue = new Queue(stack, "Undelivered");
  return { stack, log: new EventLogTable(stack, "EventLog", { deadLetterQueue }) };
}

it("allows a writer to send to the queue, and sets its environment to the queue's URL", () => {
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

it("adds a function that writes the queue's messages to the table", () => {
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

it("allows that function to read the queue, to write to the table and to its own log group, only", () => {
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

it("allows that function to use the table's key", () => {
  const stack = createStack({ account: "123456789012", region: "us-east-1" });
  const encryption = TableEncryptionV2.customerManagedKey(new Key(stack, "Key"));
  const deadLetterQueue = new Queue(stack, "Undelivered");

  new EventLogTable(stack, "EventLog", { encryption, deadLetterQueue });

  expect(JSON.stringify(statementsOf(stack))).toContain("kms:GenerateDataKey*");
});

it("is set for writers of an imported table, without a second function", () => {
  const stack = createStack();
  const deadLetterQueue = Queue.fromQueueArn(stack, "Undelivered", QUEUE_IN_ANOTHER_APP);
  const log = EventLogTable.fromTableAttributes(stack, "EventLog", {
    tableName: "events",
    deadLetterQueue,
  });

  log.grantWriteEvents(createFunction(stack));

  expect(environmentOf(stack)).toHaveProperty("EVENT_LOG_DEAD_LETTER_QUEUE");
});

it.each([
  ["removes", RemovalPolicy.DESTROY, "Delete"],
  ["retains", RemovalPolicy.RETAIN, "Retain"],
  ["by default retains", undefined, "Retain"],
])("%s that function's logs with the table", (_, removalPolicy, DeletionPolicy) => {
  const stack = createStack({ account: "123456789012", region: "us-east-1" });
  const deadLetterQueue = new Queue(stack, "Undelivered");

  new EventLogTable(stack, "EventLog", {
    deadLetterQueue,
    removalPolicy,
    deletionProtection: false,
  });

  const template = Template.fromStack(stack);
  template.hasResource("AWS::Logs::LogGroup", { DeletionPolicy });
  template.hasResource("AWS::DynamoDB::GlobalTable", { DeletionPolicy });
});

it("cannot be shared by two event logs", () => {
  const { stack } = createLog();
  const deadLetterQueue = stack.node.findChild("Undelivered") as Queue;

  expect(() => new EventLogTable(stack, "Audit", { deadLetterQueue })).toThrow(
    "deadLetterQueue 'Test/Undelivered' is already used by event log 'Test/EventLog'",
  );
});

it("cannot be shared by two event logs that import it separately", () => {
  const stack = createStack();
  importLog(stack, "Orders", "orders");

  expect(() => importLog(stack, "Audit", "audit")).toThrow("give 'Test/Audit' a queue of its own");
});

it("can be shared by an event log and its imports", () => {
  const { stack, log } = createLog();
  const deadLetterQueue = stack.node.findChild("Undelivered") as Queue;
  const { tableName } = log;

  EventLogTable.fromTableAttributes(stack, "Same", { tableName, deadLetterQueue });

  importLog(stack, "First", "events");
  expect(() => importLog(stack, "Second", "events")).not.toThrow();
});

function importLog(stack: Stack, id: string, tableName: string) {
  const deadLetterQueue = Queue.fromQueueArn(stack, `${id}Queue`, QUEUE_IN_ANOTHER_APP);
  return EventLogTable.fromTableAttributes(stack, id, { tableName, deadLetterQueue });
}

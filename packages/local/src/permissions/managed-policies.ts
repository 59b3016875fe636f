import type { Statement } from "./statements.js";

const EVERYTHING: Statement = { effect: "Allow", actions: ["*"], resources: ["*"] };

const DYNAMODB_READ: Statement = {
  effect: "Allow",
  actions: [
    "dynamodb:BatchGetItem",
    "dynamodb:Describe*",
    "dynamodb:GetItem",
    "dynamodb:List*",
    "dynamodb:PartiQLSelect",
    "dynamodb:Query",
    "dynamodb:Scan",
  ],
  resources: ["*"],
};

/**
 * What AWS managed policies grant on tables and queues, by the last part of their ARN. Common ones that grant nothing on them
 * are listed as empty: only unknown policies are reported.
 */
export const MANAGED_POLICIES: ReadonlyMap<string, readonly Statement[]> = new Map([
  ["AdministratorAccess", [EVERYTHING]],
  ["PowerUserAccess", [{ ...EVERYTHING, actions: ["dynamodb:*", "sqs:*"] }]],
  ["AmazonDynamoDBFullAccess", [{ ...EVERYTHING, actions: ["dynamodb:*"] }]],
  ["AmazonDynamoDBFullAccess_v2", [{ ...EVERYTHING, actions: ["dynamodb:*"] }]],
  ["AmazonDynamoDBReadOnlyAccess", [DYNAMODB_READ]],
  ["ReadOnlyAccess", [DYNAMODB_READ]],
  ["AmazonSQSFullAccess", [{ ...EVERYTHING, actions: ["sqs:*"] }]],
  ["AmazonSQSReadOnlyAccess", []],
  ["AWSLambdaBasicExecutionRole", []],
  ["AWSLambdaVPCAccessExecutionRole", []],
  ["AWSLambdaSQSQueueExecutionRole", []],
  ["AWSLambdaKinesisExecutionRole", []],
  ["AWSLambdaDynamoDBExecutionRole", []],
  ["AWSXRayDaemonWriteAccess", []],
  ["AWSXrayWriteOnlyAccess", []],
  ["CloudWatchLambdaInsightsExecutionRolePolicy", []],
  ["CloudWatchLambdaApplicationSignalsExecutionRolePolicy", []],
]);

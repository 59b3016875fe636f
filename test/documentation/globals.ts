/**
 * Names that the samples in the docs assume from the reader's own code. CDK samples are in a
 * stack; what they print is not looked at.
 */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Stack } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";

const stack = new Stack();
const key = new Key(stack, "Key");

function createFunction(id: string): LambdaFunction {
  return new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: "index.handler",
    code: Code.fromInline("exports.handler = async () => {};"),
  });
}

declare global {
  var ordersFunction: LambdaFunction;
  var signUpFunction: LambdaFunction;
  var adminFunction: LambdaFunction;
  var taskRole: Role;
  var encryptionKey: Key;
  var tableArn: string;
  var container: { environment: Record<string, string> };
  var client: DynamoDBClient;
  var signal: AbortSignal;
}

Object.assign(globalThis, {
  encryptionKey: key,
  ordersFunction: createFunction("Orders"),
  signUpFunction: createFunction("SignUp"),
  adminFunction: createFunction("Admin"),
  taskRole: new Role(stack, "Task", { assumedBy: new ServicePrincipal("ecs-tasks.amazonaws.com") }),
  tableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/events",
  container: { environment: {} },
  client: new DynamoDBClient(),
  // A sample that follows the log must come to an end.
  signal: AbortSignal.timeout(500),
  // What Lambda's runtime offers to functions that stream.
  awslambda: { streamifyResponse: (handler: unknown) => handler },
});

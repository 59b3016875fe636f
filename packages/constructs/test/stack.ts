import { App, type Environment, Stack } from "aws-cdk-lib";
import { Annotations, Match, Template } from "aws-cdk-lib/assertions";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";

// Validating a template takes seconds a process; the CDK app's own tests do it once for all.
process.env.CDK_VALIDATION = "false";

/** A stack for one test. */
export function createStack(env?: Environment): Stack {
  return new Stack(new App(), "Test", { env });
}

/** A function whose code is one line. */
export function createFunction(scope: Construct, id = "Function"): LambdaFunction {
  return new LambdaFunction(scope, id, {
    runtime: Runtime.NODEJS_LATEST,
    handler: "index.handler",
    code: Code.fromInline("exports.handler = async () => {};"),
  });
}

/** The only resource of a type in the template of a stack. */
export function onlyResource(stack: Stack, type: string): Record<string, unknown> {
  const resources = Object.values(Template.fromStack(stack).findResources(type));
  if (resources.length !== 1) throw new Error(`${resources.length} resources of type ${type}`);
  return resources[0] as Record<string, unknown>;
}

/** The statements of the only policy of a stack. */
export function statementsOf(stack: Stack): unknown[] {
  const policy = onlyResource(stack, "AWS::IAM::Policy").Properties as {
    PolicyDocument: { Statement: unknown[] };
  };
  return policy.PolicyDocument.Statement;
}

/** The environment of the only function of a stack. */
export function environmentOf(stack: Stack): Record<string, unknown> {
  const { Environment } = onlyResource(stack, "AWS::Lambda::Function").Properties as {
    Environment?: { Variables: Record<string, unknown> };
  };
  return Environment?.Variables ?? {};
}

/** The warnings of a stack that hold a text. */
export function warningsWith(stack: Stack, text: string): string[] {
  return Annotations.fromStack(stack)
    .findWarning("*", Match.stringLikeRegexp(text))
    .map((warning) => String(warning.entry.data));
}

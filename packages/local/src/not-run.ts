import type { LocalStack } from "./cloud-assembly/stack.js";

/** Types that run here. Those of them that cannot run are reported elsewhere. */
const RUN = new Set([
  "AWS::ApiGatewayV2::Api",
  "AWS::ApiGatewayV2::Integration",
  "AWS::ApiGatewayV2::Route",
  "AWS::ApiGatewayV2::Stage",
  "AWS::DynamoDB::GlobalTable",
  "AWS::DynamoDB::Table",
  "AWS::Events::Rule",
  "AWS::Lambda::EventSourceMapping",
  "AWS::Lambda::Function",
  "AWS::SQS::Queue",
  "AWS::Scheduler::Schedule",
]);

/** Types that have no effect on one machine: permissions, keys, log groups, versions. */
const NOTHING_TO_RUN =
  /^(AWS::(IAM|Logs|KMS|CloudWatch|CDK|SSM|Budgets)::|AWS::Lambda::(Permission|Alias|Version|EventInvokeConfig|LayerVersion)$|AWS::(SQS::Queue|SNS::Topic|S3::Bucket)Policy$|AWS::Scheduler::ScheduleGroup$|AWS::Cognito::UserPool(Client|Domain|Group)$|Custom::(LogRetention|S3AutoDeleteObjects)$)/;

/** Types that run in part. */
const PARTLY_RUN: Readonly<Record<string, string>> = {
  "AWS::Cognito::UserPool": "only its Lambda triggers are",
};

/** The resources that do not run here, such as `AWS::S3::Bucket (2)`, sorted by type. */
export function notRunHere(stacks: readonly LocalStack[]): string[] {
  const counts = new Map<string, number>();
  for (const { type } of stacks.flatMap((stack) => stack.resources())) {
    if (RUN.has(type) || NOTHING_TO_RUN.test(type)) continue;
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return [...counts]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([type, count]) =>
      PARTLY_RUN[type] ? `${type} (${count}, ${PARTLY_RUN[type]})` : `${type} (${count})`,
    );
}

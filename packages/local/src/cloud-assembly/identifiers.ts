import { createHash } from "node:crypto";

/** What a name or ARN of this machine is made of. */
export interface IdentifierScope {
  stackName: string;
  account: string;
  region: string;
}

/** A resource, with the name that its template gives it, if it gives one. */
export interface Identified {
  logicalId: string;
  type: string;
  givenName?: string;
}

/** The property that names a resource, where a type has one. */
export const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  "AWS::DynamoDB::Table": "TableName",
  "AWS::DynamoDB::GlobalTable": "TableName",
  "AWS::Lambda::Function": "FunctionName",
  "AWS::SQS::Queue": "QueueName",
  "AWS::SNS::Topic": "TopicName",
  "AWS::S3::Bucket": "BucketName",
  "AWS::IAM::Role": "RoleName",
  "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
  "AWS::Logs::LogGroup": "LogGroupName",
  "AWS::Events::Rule": "Name",
  "AWS::Events::EventBus": "Name",
  "AWS::Scheduler::Schedule": "Name",
  "AWS::SSM::Parameter": "Name",
};

/** The last part of an ARN, where it is not simply the name. */
const ARN_RESOURCES: Readonly<Record<string, (name: string) => string>> = {
  "AWS::DynamoDB::Table": (name) => `table/${name}`,
  "AWS::DynamoDB::GlobalTable": (name) => `table/${name}`,
  "AWS::Lambda::Function": (name) => `function:${name}`,
  "AWS::IAM::Role": (name) => `role/${name}`,
  "AWS::IAM::ManagedPolicy": (name) => `policy/${name}`,
  "AWS::Logs::LogGroup": (name) => `log-group:${name}:*`,
  "AWS::Events::Rule": (name) => `rule/${name}`,
  "AWS::Events::EventBus": (name) => `event-bus/${name}`,
  "AWS::Scheduler::Schedule": (name) => `schedule/default/${name}`,
  "AWS::Cognito::UserPool": (name) => `userpool/${name}`,
  "AWS::KMS::Key": (name) => `key/${name}`,
  "AWS::SSM::Parameter": (name) => `parameter/${name.replace(/^\//, "")}`,
};

/** The ARN's service, where it is not the second part of the type. */
const ARN_SERVICES: Readonly<Record<string, string>> = {
  "AWS::Cognito::UserPool": "cognito-idp",
};

const GLOBAL_SERVICES = new Set(["iam", "s3"]);
const LONGEST_NAMES: Readonly<Record<string, number>> = {
  "AWS::Lambda::Function": 64,
  "AWS::IAM::Role": 64,
  "AWS::SQS::Queue": 80,
};

/** The name of a resource: the one in its template, or made of stack and logical id. It is the same at every start. */
export function nameOf(scope: IdentifierScope, resource: Identified): string {
  const name = resource.givenName ?? `${scope.stackName}-${resource.logicalId}`;
  if (resource.type === "AWS::Cognito::UserPool") return `${scope.region}_${digestOf(name, 9)}`;
  const longest = LONGEST_NAMES[resource.type] ?? 255;
  if (name.length <= longest) return name;
  return `${name.slice(0, longest - 9)}-${digestOf(name, 8)}`;
}

function digestOf(text: string, length: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}

/** The ARN of a resource, as AWS would form it. */
export function arnOf(scope: IdentifierScope, resource: Identified): string {
  const service = ARN_SERVICES[resource.type] ?? resource.type.split("::")[1]?.toLowerCase() ?? "";
  const name = nameOf(scope, resource);
  const last = ARN_RESOURCES[resource.type]?.(name) ?? name;
  const region = GLOBAL_SERVICES.has(service) ? "" : scope.region;
  const account = service === "s3" ? "" : scope.account;
  return `arn:aws:${service}:${region}:${account}:${last}`;
}

/** The URL by which AWS knows a queue. */
export function queueUrlOf(scope: IdentifierScope, name: string): string {
  return `https://sqs.${scope.region}.amazonaws.com/${scope.account}/${name}`;
}

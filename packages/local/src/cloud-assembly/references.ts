import { UnresolvedError } from "../errors.js";
import { arnOf, type Identified, type IdentifierScope, nameOf, queueUrlOf } from "./identifiers.js";

/** What `Ref` gives: the name for most types, the ARN or the URL for some. */
export function refOf(scope: IdentifierScope, resource: Identified): string {
  switch (resource.type) {
    case "AWS::Lambda::Alias":
    case "AWS::Lambda::Version":
      return qualifiedFunctionArn(scope, resource);
    case "AWS::SQS::Queue":
      return queueUrlOf(scope, nameOf(scope, resource));
    case "AWS::SNS::Topic":
    case "AWS::IAM::ManagedPolicy":
    case "AWS::SecretsManager::Secret":
      return arnOf(scope, resource);
    default:
      return nameOf(scope, resource);
  }
}

function qualifiedFunctionArn(scope: IdentifierScope, resource: Identified): string {
  const name = resource.givenName ?? "";
  if (name.startsWith("arn:")) return name;
  return `arn:aws:lambda:${scope.region}:${scope.account}:function:${name}`;
}

/**
 * What `Fn::GetAtt` gives.
 *
 * @throws UnresolvedError for an attribute that has no counterpart on this machine
 */
export function attributeOf(
  scope: IdentifierScope,
  resource: Identified,
  attribute: string,
  where: string,
): string {
  const arn = arnOf(scope, resource);
  const name = nameOf(scope, resource);
  const known = new Map(
    Object.entries({
      Arn: arn,
      "AWS::DynamoDB::Table.StreamArn": `${arn}/stream/local`,
      "AWS::DynamoDB::GlobalTable.StreamArn": `${arn}/stream/local`,
      "AWS::SQS::Queue.QueueName": name,
      "AWS::SQS::Queue.QueueUrl": queueUrlOf(scope, name),
      "AWS::SNS::Topic.TopicArn": arn,
      "AWS::SNS::Topic.TopicName": name,
      "AWS::ApiGatewayV2::Api.ApiId": name,
      "AWS::ApiGatewayV2::Api.ApiEndpoint": `https://${name}.execute-api.${scope.region}.amazonaws.com`,
      "AWS::Lambda::Version.FunctionArn": qualifiedFunctionArn(scope, resource),
      "AWS::Lambda::Alias.FunctionArn": qualifiedFunctionArn(scope, resource),
    }),
  );
  const value = known.get(attribute) ?? known.get(`${resource.type}.${attribute}`);
  if (value !== undefined) return value;
  throw new UnresolvedError(
    where,
    `only AWS knows the ${attribute} of ${resource.logicalId} (${resource.type})`,
  );
}

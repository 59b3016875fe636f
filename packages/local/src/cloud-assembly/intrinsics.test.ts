import { describe, expect, it } from "@jest/globals";
import { openStacks } from "./stack.js";

function open(template: Record<string, unknown>, name = "shop") {
  const stack = {
    name,
    account: "123456789012",
    region: "eu-west-1",
    template: template as never,
    assets: new Map(),
  };
  return stack;
}

function resolve(value: unknown, template: Record<string, unknown> = {}) {
  const [stack] = openStacks([open(template)]);
  return stack?.resolve(value, "Fn.Property");
}

const table = { Type: "AWS::DynamoDB::GlobalTable", Properties: {} };

describe("intrinsic functions", () => {
  it.each([
    ["a literal", { a: [1, true, null, "x"] }, { a: [1, true, null, "x"] }],
    ["a pseudo parameter", { Ref: "AWS::Region" }, "eu-west-1"],
    ["a parameter's default", { Ref: "Stage" }, "dev"],
    ["a table's name", { Ref: "Events" }, "shop-Events"],
    [
      "a table's ARN",
      { "Fn::GetAtt": ["Events", "Arn"] },
      "arn:aws:dynamodb:eu-west-1:123456789012:table/shop-Events",
    ],
    ["a dotted attribute", { "Fn::GetAtt": "Jobs.QueueName" }, "jobs-of-dev"],
    [
      "a queue's URL",
      { Ref: "Jobs" },
      "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs-of-dev",
    ],
    ["a join", { "Fn::Join": ["-", ["a", { Ref: "Stage" }]] }, "a-dev"],
    [
      "a substitution",
      { "Fn::Sub": `\${Stage}/\${Events.Arn}/\${!Kept}/\${AWS::AccountId}` },
      `dev/arn:aws:dynamodb:eu-west-1:123456789012:table/shop-Events/\${Kept}/123456789012`,
    ],
    ["a substitution with variables", { "Fn::Sub": [`\${X}!`, { X: { Ref: "Stage" } }] }, "dev!"],
    ["a selection", { "Fn::Select": ["1", { "Fn::Split": [":", "a:b:c"] }] }, "b"],
    ["a condition", { "Fn::If": ["IsProd", "long", "short"] }, "short"],
    ["a negated condition", { "Fn::If": ["IsNotProd", "short", "long"] }, "short"],
    ["a mapping", { "Fn::FindInMap": ["Sizes", "dev", "memory"] }, 128],
    [
      "no value",
      { a: 1, b: { Ref: "AWS::NoValue" }, c: [{ Ref: "AWS::NoValue" }, 2] },
      { a: 1, c: [2] },
    ],
    ["base 64", { "Fn::Base64": "hi" }, "aGk="],
  ])("resolves %s", (_what, value, expected) => {
    const template = {
      Parameters: { Stage: { Type: "String", Default: "dev" } },
      Conditions: {
        IsProd: { "Fn::Equals": [{ Ref: "Stage" }, "prod"] },
        IsNotProd: { "Fn::Not": [{ Condition: "IsProd" }] },
      },
      Mappings: { Sizes: { dev: { memory: 128 } } },
      Resources: {
        Events: table,
        Jobs: {
          Type: "AWS::SQS::Queue",
          Properties: { QueueName: { "Fn::Sub": `jobs-of-\${Stage}` } },
        },
      },
    };
    expect(resolve(value, template)).toEqual(expected);
  });

  it.each([
    ["a name that nothing has", { Ref: "Missing" }, "unknown resource 'Missing'"],
    [
      "a secret",
      "{{resolve:secretsmanager:key}}",
      "{{resolve:secretsmanager:key}} is only known to AWS",
    ],
    ["an unknown function", { "Fn::Transform": {} }, "Fn::Transform is not supported"],
    [
      "an attribute that only AWS knows",
      { "Fn::GetAtt": ["Db", "Endpoint.Address"] },
      "Endpoint.Address of Db",
    ],
    [
      "an attribute named like a method",
      { "Fn::GetAtt": ["Db", "constructor"] },
      "constructor of Db",
    ],
    [
      "an export that nothing has",
      { "Fn::ImportValue": "other" },
      "no stack of this app exports 'other'",
    ],
    ["a parameter without a default", { Ref: "Key" }, "parameter 'Key' has no default"],
    ["an SSM parameter", { Ref: "Ssm" }, "parameter 'Ssm' is read from SSM"],
  ])("names resource and property for %s", (_what, value, message) => {
    const template = {
      Parameters: {
        Key: { Type: "String" },
        Ssm: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/x" },
      },
      Resources: { Db: { Type: "AWS::RDS::DBInstance" } },
    };
    const attempt = () => resolve(value, template);
    expect(attempt).toThrow("Fn.Property cannot be resolved here: ");
    expect(attempt).toThrow(message);
  });

  it("gives one stack what another exports", () => {
    const exporter = open({
      Resources: { Events: table },
      Outputs: { Name: { Value: { Ref: "Events" }, Export: { Name: "shop:events" } } },
    });
    const [, importer] = openStacks([exporter, open({}, "other")]);
    expect(importer?.resolve({ "Fn::ImportValue": "shop:events" }, "x")).toBe("shop-Events");
  });

  it("leaves out resources whose condition does not hold", () => {
    const [stack] = openStacks([
      open({
        Conditions: { Never: { "Fn::Equals": ["a", "b"] } },
        Resources: { Here: table, Gone: { ...table, Condition: "Never" } },
      }),
    ]);
    expect(stack?.resources().map(({ logicalId }) => logicalId)).toEqual(["Here"]);
  });
});

import { describe, expect, it } from "@jest/globals";
import { openStacks } from "../cloud-assembly/stack.js";
import { readRolePolicies } from "./role-policies.js";
import { decide } from "./statements.js";

const table = "arn:aws:dynamodb:us-east-1:000000000000:table/shop-Log";
const grant = (action: string, changes: Record<string, unknown> = {}) => ({
  Statement: [
    { Effect: "Allow", Action: action, Resource: { "Fn::GetAtt": ["Log", "Arn"] }, ...changes },
  ],
});

function policiesOf(role: Record<string, unknown>, others: Record<string, unknown> = {}) {
  const resources = {
    Log: { Type: "AWS::DynamoDB::Table" },
    Role: { Type: "AWS::IAM::Role", Properties: role },
    ...others,
  };
  const [stack] = openStacks([
    {
      name: "shop",
      account: "000000000000",
      region: "us-east-1",
      template: { Resources: resources } as never,
      assets: new Map(),
    },
  ]);
  const [found] = stack?.resources("AWS::IAM::Role") ?? [];
  if (!stack || !found) throw new Error("there is no role");
  const { statements, unchecked } = readRolePolicies(stack, found);
  return {
    unchecked,
    decide: (action: string) =>
      decide(statements, { action: `dynamodb:${action}`, resource: table }),
  };
}

describe("readRolePolicies", () => {
  it("reads the policies of the role itself", () => {
    const policies = [{ PolicyName: "p", PolicyDocument: grant("dynamodb:PutItem") }];
    const { decide } = policiesOf({ Policies: policies });
    expect([decide("PutItem"), decide("Query")]).toEqual(["allowed", "implicitDeny"]);
  });

  it.each([
    ["AWS::IAM::Policy", { Roles: [{ Ref: "Role" }] }],
    ["AWS::IAM::ManagedPolicy", { Roles: [{ Ref: "Role" }] }],
    ["AWS::IAM::RolePolicy", { RoleName: { Ref: "Role" } }],
  ])("reads an attached %s, and none of another role", (type, attachment) => {
    const properties = { PolicyDocument: grant("dynamodb:PutItem") };
    const ofRole = policiesOf(
      {},
      { P: { Type: type, Properties: { ...properties, ...attachment } } },
    );
    expect(ofRole.decide("PutItem")).toBe("allowed");
    const ofOther = { Roles: ["another"], RoleName: "another" };
    const other = policiesOf({}, { P: { Type: type, Properties: { ...properties, ...ofOther } } });
    expect(other.decide("PutItem")).toBe("implicitDeny");
  });

  it("reads the managed policies that the role names", () => {
    const managed = {
      Type: "AWS::IAM::ManagedPolicy",
      Properties: { PolicyDocument: grant("dynamodb:Query") },
    };
    const names = [
      { Ref: "Own" },
      {
        "Fn::Join": [
          "",
          [
            "arn:",
            { Ref: "AWS::Partition" },
            ":iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
          ],
        ],
      },
    ];
    const { decide, unchecked } = policiesOf({ ManagedPolicyArns: names }, { Own: managed });
    expect([decide("Query"), decide("PutItem")]).toEqual(["allowed", "implicitDeny"]);
    expect(unchecked).toEqual([]);
  });

  it("knows common AWS managed policies, and reports unknown ones", () => {
    const arn = (name: string) => `arn:aws:iam::aws:policy/${name}`;
    const reader = policiesOf({ ManagedPolicyArns: [arn("AmazonDynamoDBReadOnlyAccess")] });
    expect([reader.decide("Query"), reader.decide("PutItem")]).toEqual(["allowed", "implicitDeny"]);
    const unknown = policiesOf({ ManagedPolicyArns: [arn("SomethingNew")] });
    expect(unknown.decide("PutItem")).toBe("implicitDeny");
    expect(unknown.unchecked).toEqual([
      "Role: the AWS policy arn:aws:iam::aws:policy/SomethingNew",
    ]);
  });

  it("grants in spite of a condition, leaves out a Deny with one, and says so", () => {
    const Condition = { Bool: { "aws:SecureTransport": "false" } };
    const document = (statement: object) => [{ PolicyDocument: { Statement: statement } }];
    const allow = policiesOf({
      Policies: document({ Effect: "Allow", Action: "dynamodb:*", Resource: "*", Condition }),
    });
    expect(allow.decide("PutItem")).toBe("allowed");
    expect(allow.unchecked).toEqual([`Role: the condition ${JSON.stringify(Condition)}`]);
    const deny = policiesOf({
      Policies: document([
        { Effect: "Allow", Action: "dynamodb:*", Resource: "*" },
        { Effect: "Deny", Action: "dynamodb:*", Resource: "*", Condition },
      ]),
    });
    expect(deny.decide("PutItem")).toBe("allowed");
  });

  it("skips and reports a statement whose resource only AWS knows", () => {
    const resource = { Resource: { "Fn::GetAtt": ["Log", "Nothing"] } };
    const { decide, unchecked } = policiesOf({
      Policies: [{ PolicyDocument: grant("dynamodb:PutItem", resource) }],
    });
    expect(decide("PutItem")).toBe("implicitDeny");
    expect(unchecked).toEqual([expect.stringContaining("only AWS knows the Nothing of Log")]);
  });

  it("says that a permissions boundary is not checked", () => {
    expect(policiesOf({ PermissionsBoundary: "arn" }).unchecked).toEqual([
      "Role: its permissions boundary",
    ]);
  });
});

import { describe, expect, it } from "@jest/globals";
import { lambda, role } from "../test/cdk-out.js";
import { openStacks } from "./cloud-assembly/stack.js";
import { principalsOf, readLocalFunctions } from "./local-functions.js";
import { OPERATOR_CREDENTIALS } from "./operator.js";

const inline = (name: string, properties: Record<string, unknown>) =>
  lambda(name, { Code: { ZipFile: "" }, ...properties });

function read(stacks: Record<string, Record<string, unknown>>) {
  const notes: string[] = [];
  const opened = openStacks(
    Object.entries(stacks).map(([name, template]) => ({
      name,
      account: "123456789012",
      region: name === "shop" ? "eu-west-1" : "us-east-1",
      template: template as never,
      assets: new Map(),
    })),
  );
  const log = { note: (text: string) => notes.push(text), functionLine: () => {} };
  return { functions: readLocalFunctions(opened, log), notes };
}

const rolePolicy = [
  { PolicyDocument: { Statement: { Effect: "Allow", Action: "dynamodb:*", Resource: "*" } } },
];

describe("readLocalFunctions", () => {
  it("finds the role of a function in another stack of the app", () => {
    const { functions, notes } = read({
      roles: {
        Resources: { Role: { ...role, Properties: { Policies: rolePolicy } } },
        Outputs: {
          Arn: { Value: { "Fn::GetAtt": ["Role", "Arn"] }, Export: { Name: "role-arn" } },
        },
      },
      shop: {
        Resources: { Writer: inline("Writer", { Role: { "Fn::ImportValue": "role-arn" } }) },
      },
    });
    expect(functions.map(({ principal }) => principal)).toEqual([
      {
        arn: "arn:aws:sts::123456789012:assumed-role/roles-Role/shop-Writer",
        statements: [expect.objectContaining({ effect: "Allow", actions: ["dynamodb:*"] })],
        scope: { account: "123456789012", region: "eu-west-1" },
      },
    ]);
    expect(notes).not.toContainEqual(expect.stringContaining("role"));
  });

  it("checks nothing for a role that is not in the app, and says so", () => {
    const arn = "arn:aws:iam::123456789012:role/elsewhere";
    const { functions, notes } = read({
      shop: { Resources: { Writer: inline("Writer", { Role: arn }) } },
    });
    expect(functions[0]?.principal.statements).toBe("unchecked");
    expect(notes).toContain(`Writer: its role ${arn} is not in the app, nothing is checked`);
  });

  it("says once which other Node.js the functions ask for", () => {
    const here = `nodejs${process.versions.node.split(".")[0]}.x`;
    const Resources = {
      Role: role,
      A: inline("A", { Runtime: "nodejs99.x" }),
      B: inline("B", { Runtime: "nodejs99.x" }),
      C: inline("C", { Runtime: here }),
    };
    expect(read({ shop: { Resources } }).notes).toEqual([
      `functions for nodejs99.x run on Node.js ${process.versions.node} here`,
    ]);
  });

  it("gives everybody an access key of their own", () => {
    const Resources = { Role: role, A: inline("A", {}), B: inline("B", {}) };
    const { functions } = read({ shop: { Resources } });
    const keys = [...principalsOf(functions, { account: "1", region: "r" }).keys()];
    expect(new Set(keys).size).toBe(3);
    expect(keys[0]).toBe(OPERATOR_CREDENTIALS.accessKeyId);
  });
});

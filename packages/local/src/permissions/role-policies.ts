import type { LocalResource, LocalStack } from "../cloud-assembly/stack.js";
import { messageOf } from "../errors.js";
import { MANAGED_POLICIES } from "./managed-policies.js";
import type { Statement } from "./statements.js";

/** The permissions of a role by its policies in the template. */
export interface RolePolicies {
  statements: readonly Statement[];
  /** Parts of those policies that are not checked here, as messages for the user. */
  unchecked: readonly string[];
}

interface PolicyDocument {
  Statement?: unknown;
}

/** Collects the policies of a role: inline, attached, and the AWS managed ones that local knows. */
export function readRolePolicies(stack: LocalStack, role: LocalResource): RolePolicies {
  const unchecked: string[] = [];
  const statements = [...ownDocuments(role), ...attachedDocuments(stack, role)].flatMap(
    ({ document, where }) => readDocument(stack, document, where, unchecked),
  );
  const managed = managedStatements(stack, role, unchecked);
  if (role.properties.PermissionsBoundary !== undefined) {
    unchecked.push(`${role.logicalId}: its permissions boundary`);
  }
  return { statements: [...statements, ...managed], unchecked };
}

interface Located {
  document: PolicyDocument;
  where: string;
}

function ownDocuments(role: LocalResource): Located[] {
  const policies = (role.properties.Policies ?? []) as { PolicyDocument: PolicyDocument }[];
  return policies.map((policy) => ({ document: policy.PolicyDocument, where: role.logicalId }));
}

function attachedDocuments(stack: LocalStack, role: LocalResource): Located[] {
  const roleName = stack.nameOf(role);
  const attached = (policy: LocalResource) => {
    const roles = stack.property(policy, "Roles") ?? [stack.property(policy, "RoleName")];
    return (roles as unknown[]).includes(roleName) || attachedByArn(stack, role, policy);
  };
  return stack
    .resources("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy")
    .filter(attached)
    .map((policy) => ({
      document: policy.properties.PolicyDocument as PolicyDocument,
      where: policy.logicalId,
    }));
}

function attachedByArn(stack: LocalStack, role: LocalResource, policy: LocalResource): boolean {
  return managedArns(stack, role).includes(stack.arnOf(policy));
}

function managedArns(stack: LocalStack, role: LocalResource): string[] {
  return ((stack.property(role, "ManagedPolicyArns") ?? []) as unknown[]).map(String);
}

function managedStatements(
  stack: LocalStack,
  role: LocalResource,
  unchecked: string[],
): readonly Statement[] {
  return managedArns(stack, role)
    .filter((arn) => arn.includes("::aws:policy/"))
    .flatMap((arn) => {
      const statements = MANAGED_POLICIES.get(arn.slice(arn.lastIndexOf("/") + 1));
      if (!statements) unchecked.push(`${role.logicalId}: the AWS policy ${arn}`);
      return statements ?? [];
    });
}

function readDocument(
  stack: LocalStack,
  document: PolicyDocument,
  where: string,
  unchecked: string[],
): Statement[] {
  return listOf(document.Statement).flatMap((raw) => {
    const statement = raw as Record<string, unknown>;
    const effect = statement.Effect === "Deny" ? "Deny" : "Allow";
    try {
      const resolved = stack.resolve(
        { ...statement, Condition: undefined },
        `${where}.PolicyDocument`,
      ) as Record<string, unknown>;
      if (statement.Condition !== undefined) {
        unchecked.push(`${where}: the condition ${JSON.stringify(statement.Condition)}`);
        // A Deny whose condition may not be met must not deny what AWS would allow.
        if (effect === "Deny") return [];
      }
      return [
        {
          effect,
          actions: texts(resolved.Action),
          notActions: texts(resolved.NotAction),
          resources: texts(resolved.Resource),
          notResources: texts(resolved.NotResource),
        },
      ];
    } catch (error) {
      unchecked.push(`${where}: a statement left out, as ${messageOf(error)}`);
      return [];
    }
  });
}

function texts(value: unknown): string[] | undefined {
  return value === undefined ? undefined : listOf(value).map(String);
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

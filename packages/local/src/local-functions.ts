import { createHash } from "node:crypto";
import type { LocalStack } from "./cloud-assembly/stack.js";
import { type FunctionDefinition, readFunctions } from "./functions/definitions.js";
import { createFunctionHost, type FunctionHost } from "./functions/function-host.js";
import type { Log } from "./log.js";
import { OPERATOR_CREDENTIALS, OPERATOR_STATEMENTS } from "./operator.js";
import type { TableScope } from "./permissions/dynamodb-access.js";
import type { Principal } from "./permissions/principals.js";
import { type RolePolicies, readRolePolicies } from "./permissions/role-policies.js";

/** A function and its identity on AWS. */
export interface LocalFunction {
  definition: FunctionDefinition;
  accessKeyId: string;
  principal: Principal;
}

/** Reads the functions of all stacks and the policies of their roles. Reports what is not supported. */
export function readLocalFunctions(stacks: readonly LocalStack[], log: Log): LocalFunction[] {
  const found = stacks.flatMap((stack) => {
    const { functions, skipped } = readFunctions(stack);
    for (const { label, reason } of skipped) log.note(`not run here: function ${label}: ${reason}`);
    return functions.map((definition) => withPrincipal(stacks, definition, log));
  });
  notePlatform(
    found.map(({ definition }) => definition),
    log,
  );
  return found;
}

/**
 * All callers by access key id: each function, and the operator.
 *
 * @param scope where the operator's tables are
 */
export function principalsOf(
  functions: readonly LocalFunction[],
  scope: TableScope,
): Map<string, Principal> {
  const arn = `arn:aws:iam::${scope.account}:user/operator`;
  return new Map([
    [OPERATOR_CREDENTIALS.accessKeyId, { arn, statements: OPERATOR_STATEMENTS, scope }],
    ...functions.map(({ accessKeyId, principal }) => [accessKeyId, principal] as const),
  ]);
}

/** @param endpoint the URL that functions use as AWS */
export function createHosts(
  functions: readonly LocalFunction[],
  endpoint: string,
  log: Log,
): FunctionHost[] {
  return functions.map(({ definition, accessKeyId }) =>
    createFunctionHost(definition, { endpoint, accessKeyId }, (line) => log.functionLine(line)),
  );
}

function withPrincipal(
  stacks: readonly LocalStack[],
  definition: FunctionDefinition,
  log: Log,
): LocalFunction {
  const { name, label, account, region, roleArn } = definition;
  const roleName = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  const arn = `arn:aws:sts::${account}:assumed-role/${roleName}/${name}`;
  const accessKeyId = accessKeyIdOf(definition.arn);
  const policies = policiesOf(stacks, roleArn);
  if (!policies) log.note(`${label}: its role ${roleArn} is not in the app, nothing is checked`);
  for (const text of policies?.unchecked ?? []) log.note(`not checked here: ${text}`);
  const statements = policies?.statements ?? "unchecked";
  return { definition, accessKeyId, principal: { arn, statements, scope: { account, region } } };
}

function policiesOf(stacks: readonly LocalStack[], roleArn: string): RolePolicies | undefined {
  for (const stack of stacks) {
    const role = stack.resources("AWS::IAM::Role").find((one) => stack.arnOf(one) === roleArn);
    if (role) return readRolePolicies(stack, role);
  }
  return undefined;
}

/** A fake access key id, the same at every start. */
function accessKeyIdOf(functionArn: string): string {
  const digest = createHash("sha256").update(functionArn).digest("hex");
  return `LOCAL${digest.slice(0, 15).toUpperCase()}`;
}

function notePlatform(functions: readonly FunctionDefinition[], log: Log): void {
  const here = process.versions.node;
  const wanted = new Set(functions.map(({ runtime }) => runtime));
  wanted.delete(`nodejs${here.split(".")[0]}.x`);
  if (wanted.size > 0) {
    log.note(`functions for ${[...wanted].join(", ")} run on Node.js ${here} here`);
  }
  const layered = functions.filter(({ hasLayers }) => hasLayers).map(({ label }) => label);
  if (layered.length > 0) log.note(`not loaded here: the layers of ${layered.join(", ")}`);
}

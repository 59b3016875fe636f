import { createHash } from "node:crypto";
import type { LocalStack } from "./cloud-assembly/stack.js";
import { type FunctionDefinition, readFunctions } from "./functions/definitions.js";
import { createFunctionHost, type FunctionHost } from "./functions/function-host.js";
import type { Log } from "./log.js";
import { OPERATOR_CREDENTIALS, OPERATOR_STATEMENTS } from "./operator.js";
import type { Principal } from "./permissions/gateway.js";
import { readRolePolicies } from "./permissions/role-policies.js";

/** A function with whom it is on AWS. */
export interface LocalFunction {
  definition: FunctionDefinition;
  accessKeyId: string;
  principal: Principal;
}

/** Reads the functions of all stacks with the policies of their roles, and says what of it cannot be honoured. */
export function readLocalFunctions(stacks: readonly LocalStack[], log: Log): LocalFunction[] {
  const found = stacks.flatMap((stack) => {
    const { functions, skipped } = readFunctions(stack);
    for (const { label, reason } of skipped) log.note(`not run here: function ${label}: ${reason}`);
    return functions.map((definition) => withPrincipal(stack, definition, log));
  });
  notePlatform(
    found.map(({ definition }) => definition),
    log,
  );
  return found;
}

/** Everybody who may call DynamoDB, by access key id: each function, and the operator. */
export function principalsOf(functions: readonly LocalFunction[]): Map<string, Principal> {
  return new Map([
    [
      OPERATOR_CREDENTIALS.accessKeyId,
      { arn: "arn:aws:iam::000000000000:user/operator", statements: OPERATOR_STATEMENTS },
    ],
    ...functions.map(({ accessKeyId, principal }) => [accessKeyId, principal] as const),
  ]);
}

/** @param endpoint what every function takes for DynamoDB */
export function createHosts(
  functions: readonly LocalFunction[],
  endpoint: string,
  log: Log,
): FunctionHost[] {
  return functions.map(({ definition, accessKeyId }) =>
    createFunctionHost(definition, { endpoint, accessKeyId }, (line) => log.functionLine(line)),
  );
}

function withPrincipal(stack: LocalStack, definition: FunctionDefinition, log: Log): LocalFunction {
  const { name, account, roleArn } = definition;
  const roleName = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  const arn = `arn:aws:sts::${account}:assumed-role/${roleName}/${name}`;
  const accessKeyId = accessKeyIdOf(definition.arn);
  const role = stack.resources("AWS::IAM::Role").find((one) => stack.arnOf(one) === roleArn);
  if (!role) {
    log.note(`${definition.label}: its role ${roleArn} is not in the template, nothing is checked`);
    return { definition, accessKeyId, principal: { arn, statements: "unchecked" } };
  }
  const { statements, unchecked } = readRolePolicies(stack, role);
  for (const text of unchecked) log.note(`not checked here: ${text}`);
  return { definition, accessKeyId, principal: { arn, statements } };
}

/** Looks like an access key, is none, and is the same at every start. */
function accessKeyIdOf(functionArn: string): string {
  const digest = createHash("sha256").update(functionArn).digest("hex");
  return `LOCAL${digest.slice(0, 15).toUpperCase()}`;
}

function notePlatform(functions: readonly FunctionDefinition[], log: Log): void {
  const here = process.versions.node;
  const wanted = new Set(functions.map(({ runtime }) => runtime));
  wanted.delete(`nodejs${here.split(".")[0]}.x`);
  if (wanted.size > 0) {
    log.note(`functions that ask for ${[...wanted].join(", ")} run under Node.js ${here} here`);
  }
  const layered = functions.filter(({ hasLayers }) => hasLayers).map(({ label }) => label);
  if (layered.length > 0) log.note(`not loaded here: the layers of ${layered.join(", ")}`);
}

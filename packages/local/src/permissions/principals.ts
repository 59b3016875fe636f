import type { TableScope } from "./dynamodb-access.js";
import { type AccessRequest, decide, type Statement } from "./statements.js";

/** Whoever calls, known by an access key id. */
export interface Principal {
  /** How AWS names it in a message. */
  arn: string;
  /** `"unchecked"` when its role is not in the template, so that nothing is known about it. */
  statements: readonly Statement[] | "unchecked";
  /** Where the tables are that it names without an ARN. */
  scope: TableScope;
}

/** AWS's own words for what is not granted; `undefined` when it is. */
export function denialOf(principal: Principal, access: AccessRequest): string | undefined {
  if (principal.statements === "unchecked") return undefined;
  const decision = decide(principal.statements, access);
  if (decision === "allowed") return undefined;
  const reason =
    decision === "explicitDeny"
      ? "with an explicit deny in an identity-based policy"
      : `because no identity-based policy allows the ${access.action} action`;
  return `User: ${principal.arn} is not authorized to perform: ${access.action} on resource: ${access.resource} ${reason}`;
}

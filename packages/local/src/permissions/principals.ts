import type { TableScope } from "./dynamodb-access.js";
import { type AccessRequest, decide, type Statement } from "./statements.js";

/** A caller, identified by an access key id. */
export interface Principal {
  /** Its ARN in messages of AWS. */
  arn: string;
  /** `"unchecked"` when its role is not in the template. */
  statements: readonly Statement[] | "unchecked";
  /** Its own account and region: where a table is that it addresses by name. */
  scope: TableScope;
}

/** The message of AWS for a call that is not granted; `undefined` for one that is. */
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

import { Stack, Token } from "aws-cdk-lib";
import type { ITableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { IConstruct } from "constructs";

/**
 * How code that is deployed with `consumer` must address a table: by name if both are certain to be in the same account and
 * region, else by ARN. A name would be looked up in the consumer's own account and region, silently the wrong table.
 */
export function tableAddressFor(table: ITableV2, consumer: IConstruct): string {
  return isInSameEnvironment(table, consumer) ? table.tableName : table.tableArn;
}

function isInSameEnvironment(table: ITableV2, consumer: IConstruct): boolean {
  const { account, region } = Stack.of(consumer);
  if (table.env.account !== account || table.env.region !== region) return false;
  // Stacks without an environment share the same tokens, wherever each of them is deployed.
  if (!Token.isUnresolved(account) && !Token.isUnresolved(region)) return true;
  return deployedStackOf(table) === deployedStackOf(consumer);
}

/** Nested stacks are deployed with the outermost one. */
function deployedStackOf(construct: IConstruct): Stack {
  const stack = Stack.of(construct);
  return stack.nestedStackParent ? deployedStackOf(stack.nestedStackParent) : stack;
}

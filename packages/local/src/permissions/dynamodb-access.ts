import type { AccessRequest } from "./statements.js";

/** The account and region of tables. */
export interface TableScope {
  account: string;
  region: string;
}

const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
  Get: "GetItem",
};

/** The ARN of a table that is addressed by name or ARN. */
export function tableArnOf(address: string, { region, account }: TableScope): string {
  if (address.startsWith("arn:")) return address;
  return `arn:aws:dynamodb:${region}:${account}:table/${address}`;
}

/**
 * Returns the permissions that a call to DynamoDB needs: its action on each table or index that it accesses.
 *
 * @param operation such as `Query`
 * @param input the call's input, as it was sent
 * @param scope where tables are that the input addresses by name
 */
export function requestedAccess(
  operation: string,
  input: Record<string, unknown>,
  scope: TableScope,
): AccessRequest[] {
  const tableArn = (address: unknown) => tableArnOf(String(address), scope);
  const action = `dynamodb:${operation}`;
  if (operation === "BatchWriteItem" || operation === "BatchGetItem") {
    return Object.keys(asRecord(input.RequestItems)).map((table) => ({
      action,
      resource: tableArn(table),
    }));
  }
  if (operation === "TransactWriteItems" || operation === "TransactGetItems") {
    return transactionParts(input).map(([kind, part]) => ({
      action: `dynamodb:${TRANSACTION_ACTIONS[kind] ?? kind}`,
      resource: tableArn(asRecord(part).TableName),
    }));
  }
  if (typeof input.TableName !== "string") return [{ action, resource: tableArn("*") }];
  const table = tableArn(input.TableName);
  const readsIndex = typeof input.IndexName === "string" && /^(Query|Scan)$/.test(operation);
  return [{ action, resource: readsIndex ? `${table}/index/${input.IndexName}` : table }];
}

function transactionParts(input: Record<string, unknown>): [string, unknown][] {
  if (!Array.isArray(input.TransactItems)) return [];
  return input.TransactItems.flatMap((item) => Object.entries(asRecord(item)));
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** A statement of an IAM policy. */
export interface Statement {
  Effect: "Allow";
  Action: string[];
  Resource: string[];
}

/**
 * The statement that grants the missing actions on this table and its indexes. Without the table's ARN, any account matches.
 */
export function grantStatement(
  actions: readonly string[],
  table: { arn?: string; tableName: string; region: string },
): Statement | undefined {
  if (actions.length === 0) return undefined;
  const arn = table.arn ?? `arn:aws:dynamodb:${table.region}:*:table/${table.tableName}`;
  const granted = new Set(actions);
  // Events are written in batches, which no harmless call can try.
  if (granted.has("dynamodb:PutItem")) granted.add("dynamodb:BatchWriteItem");
  const readsIndexes = granted.has("dynamodb:Query");
  return {
    Effect: "Allow",
    Action: [...granted].sort(),
    Resource: readsIndexes ? [arn, `${arn}/index/*`] : [arn],
  };
}

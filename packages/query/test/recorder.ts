import type { DynamoDBClient, QueryCommandInput } from "@aws-sdk/client-dynamodb";

/** One call that a client sent. */
export interface Call {
  operation: string;
  input: QueryCommandInput;
}

/** Writes down every call that a client sends from now on. */
export function recordCalls(client: DynamoDBClient): Call[] {
  const calls: Call[] = [];
  client.middlewareStack.add(
    (next, context) => (args) => {
      const operation = (context.commandName ?? "").replace(/Command$/, "");
      calls.push({ operation, input: args.input as QueryCommandInput });
      return next(args);
    },
    { step: "initialize", name: "recordCalls", override: true },
  );
  return calls;
}

/** What matters of a Query: where it reads, which keys, and how many at most. */
export function outline({ operation, input }: Call) {
  const values = input.ExpressionAttributeValues ?? {};
  return {
    operation,
    index: input.IndexName ?? "table",
    partition: values[":pk"]?.S ?? values[":registry"]?.S,
    condition: input.KeyConditionExpression,
    filter: input.FilterExpression,
    limit: input.Limit,
    forward: input.ScanIndexForward,
  };
}

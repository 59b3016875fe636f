import type { Statement } from "./permissions/statements.js";

/**
 * The credentials of the person at the keyboard: what `npm start` reads events back with, and a CLI in another
 * terminal. They are no secret: they open nothing but a table on 127.0.0.1.
 */
export const OPERATOR_CREDENTIALS = {
  accessKeyId: "LOCALOPERATOR",
  secretAccessKey: "local",
} as const;

/** What an operator may do: read, and write events again. No scan: nothing that reads the log needs one. */
export const OPERATOR_STATEMENTS: readonly Statement[] = [
  {
    effect: "Allow",
    actions: [
      "dynamodb:Query",
      "dynamodb:GetItem",
      "dynamodb:BatchGetItem",
      "dynamodb:PutItem",
      "dynamodb:BatchWriteItem",
      "dynamodb:DescribeTable",
      "dynamodb:DescribeTimeToLive",
      "dynamodb:ListTables",
    ],
    resources: ["*"],
  },
];

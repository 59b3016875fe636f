import type { Statement } from "./permissions/statements.js";

/**
 * The credentials of the user, for `npm start` and for a CLI in another terminal. Not a secret: they only give access to a
 * table on 127.0.0.1.
 */
export const OPERATOR_CREDENTIALS = {
  accessKeyId: "LOCALOPERATOR",
  secretAccessKey: "local",
} as const;

/** An operator may read events and put them back. No scans: readers never need one. */
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

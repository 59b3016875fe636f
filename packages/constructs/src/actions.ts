/** What a writer may do on the table. It cannot read; `BatchWriteItem` also permits deletes. */
export const WRITE_ACTIONS = ["dynamodb:BatchWriteItem", "dynamodb:PutItem"];

/** What a reader may do on the table and its indexes: no scans. */
export const READ_ACTIONS = ["dynamodb:GetItem", "dynamodb:Query"];

/** What DynamoDB does with a customer managed key on behalf of a reader. */
export const KEY_READ_ACTIONS = ["kms:Decrypt", "kms:DescribeKey"];

/** What DynamoDB does with a customer managed key on behalf of a writer. */
export const KEY_WRITE_ACTIONS = [
  ...KEY_READ_ACTIONS,
  "kms:Encrypt",
  "kms:GenerateDataKey*",
  "kms:ReEncrypt*",
];

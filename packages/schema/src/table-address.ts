/** Where a table is, as `EVENT_LOG_TABLE` says it. */
export interface TableAddress {
  /** The name alone. In requests use the whole address: DynamoDB takes an ARN wherever it takes a name. */
  readonly tableName: string;
  /** Absent when the address is a name: the table is in the caller's own region. */
  readonly region?: string;
  /** Twelve digits. Absent when the address is a name: the table is in the caller's own account. */
  readonly account?: string;
}

const TABLE_NAME = /^[\w.-]{3,255}$/;
const TABLE_ARN = /^arn:[a-z\d-]+:dynamodb:([a-z\d-]+):(\d{12}):table\/([\w.-]{3,255})$/;

/**
 * Parses the name or the ARN of a table. An ARN names a table of another account or region: requests must be sent to, and
 * signed for, its region.
 *
 * @throws TypeError when the text is neither.
 *
 * @example
 * parseTableAddress("events"); // { tableName: "events" }
 * parseTableAddress("arn:aws:dynamodb:eu-west-1:111122223333:table/events").region; // "eu-west-1"
 */
export function parseTableAddress(address: string): TableAddress {
  if (TABLE_NAME.test(address)) return { tableName: address };
  const [, region, account, tableName] = TABLE_ARN.exec(address) ?? [];
  if (tableName === undefined) {
    throw new TypeError(
      `table '${address}' is neither a name nor an ARN: use 3 to 255 letters, digits, '_', '.' or '-', or 'arn:aws:dynamodb:<region>:<account>:table/<name>'`,
    );
  }
  return { tableName, region, account };
}

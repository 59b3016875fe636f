import { parseTableAddress } from "@service-events/schema";
import { type TableScope, tableArnOf } from "./dynamodb-access.js";

/** A table of the app, and where it is on AWS. */
export interface KnownTable extends TableScope {
  tableName: string;
}

/** A call that AWS would reject because of the table that it addresses. */
export class TableArnError extends Error {
  constructor(
    /** Such as `ResourceNotFoundException`. */
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

type Input = Record<string, unknown>;

/**
 * Replaces the ARNs of tables in a call's input by their names: the DynamoDB on this machine only knows names.
 *
 * @param region the region that the call is signed for
 * @throws TableArnError for a table that is not in the app, or not in that region
 */
export function withTableNames(input: Input, tables: readonly KnownTable[], region: string): Input {
  const nameOf = (address: string): string => {
    if (!address.startsWith("arn:")) return address;
    const table = parse(address);
    if (table.region !== region) {
      throw new TableArnError(
        "ValidationException",
        `${address} is in ${table.region}, but the request is signed for ${region}`,
      );
    }
    if (tables.some((known) => tableArnOf(known.tableName, known) === address)) {
      return table.tableName;
    }
    throw new TableArnError("ResourceNotFoundException", `${address} is not a table of the app`);
  };
  return mapTables(input, nameOf);
}

function parse(address: string) {
  try {
    return parseTableAddress(address);
  } catch (error) {
    throw new TableArnError("ValidationException", (error as Error).message);
  }
}

/** Applies `map` wherever an operation names a table: on its own, as a key of a batch, and in the parts of a transaction. */
function mapTables(input: Input, map: (address: string) => string): Input {
  const { RequestItems: batch, TransactItems: transaction } = input;
  const inPart = (part: unknown) => (isObject(part) ? mapTableName(part, map) : part);
  return {
    ...mapTableName(input, map),
    ...(isObject(batch) && { RequestItems: mapEntries(batch, (key, value) => [map(key), value]) }),
    ...(Array.isArray(transaction) && {
      TransactItems: transaction.map((item) =>
        isObject(item) ? mapEntries(item, (key, part) => [key, inPart(part)]) : item,
      ),
    }),
  };
}

function mapTableName(part: Input, map: (address: string) => string): Input {
  return typeof part.TableName === "string" ? { ...part, TableName: map(part.TableName) } : part;
}

function mapEntries(object: Input, map: (key: string, value: unknown) => [string, unknown]): Input {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => map(key, value)));
}

function isObject(value: unknown): value is Input {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

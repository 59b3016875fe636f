import type { Stack } from "@aws-sdk/client-cloudformation";
import { CliError, usageError } from "../errors.js";
import { EXIT } from "../exit-code.js";
import type { ClientSettings } from "./client-settings.js";

/** The prefix of the stack output with the table's name; CDK appends the path of the construct. */
const OUTPUT = "EventLogTableName";

/** A table that a stack names in its outputs. */
export interface StackTable {
  stack: string;
  tableName: string;
}

/**
 * Finds the one table that the stacks of the account and region name in their outputs.
 *
 * @param stackName Looks at this stack alone.
 * @throws CliError when there is none, or more than one.
 */
export async function findStackTable(
  settings: ClientSettings,
  stackName: string | undefined,
  signal: AbortSignal,
): Promise<StackTable> {
  const { CloudFormationClient, paginateDescribeStacks } = await import(
    "@aws-sdk/client-cloudformation"
  );
  const client = new CloudFormationClient(settings);
  try {
    const tables: StackTable[] = [];
    const pages = paginateDescribeStacks({ client }, stackName ? { StackName: stackName } : {});
    for await (const { Stacks: stacks = [] } of pages) {
      signal.throwIfAborted();
      tables.push(...stacks.flatMap(tablesOf));
    }
    return onlyTable(tables, stackName);
  } catch (error) {
    if (isMissingStack(error, stackName)) {
      throw usageError(
        `stack '${stackName}' does not exist`,
        "check --stack, --region and --profile",
      );
    }
    throw error;
  } finally {
    client.destroy();
  }
}

function tablesOf({ StackName: stack = "", Outputs: outputs = [] }: Stack): StackTable[] {
  return outputs
    .filter(({ OutputKey: key, OutputValue: value }) => key?.startsWith(OUTPUT) && value)
    .map(({ OutputValue: tableName = "" }) => ({ stack, tableName }));
}

function onlyTable(tables: readonly StackTable[], stackName: string | undefined): StackTable {
  const [table] = tables;
  if (!table) {
    const where = stackName
      ? `stack '${stackName}' has`
      : "the stacks of this account and region have";
    throw new CliError(
      "NO_TABLE",
      `no table given, and ${where} no output ${OUTPUT}`,
      "pass --table, set EVENT_LOG_TABLE, or run `npm start` in this folder; check --region and --profile",
      EXIT.usage,
    );
  }
  if (new Set(tables.map(({ tableName }) => tableName)).size === 1) return table;
  const found = tables.map(({ stack, tableName }) => `${tableName} (${stack})`).join(", ");
  throw new CliError(
    "MANY_TABLES",
    `found several event logs: ${found}`,
    "choose with --stack or --table",
    EXIT.usage,
  );
}

function isMissingStack(error: unknown, stackName: string | undefined): boolean {
  const isValidation = error instanceof Error && error.name === "ValidationError";
  return stackName !== undefined && isValidation && error.message.includes("does not exist");
}

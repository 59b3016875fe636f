import type { TableDescription } from "@aws-sdk/client-dynamodb";
import type { Cli } from "../../cli.js";
import { createClient, explainMissingTable } from "../../connection/open-log.js";
import { findTarget, type Target } from "../../connection/target.js";
import { EXIT, type ExitCode } from "../../exit-code.js";
import { toReport } from "../../report.js";
import { withSpinner } from "../../terminal/progress.js";
import { type Check, type Diagnosis, fail, ok } from "./check.js";
import { identityCheck } from "./identity.js";
import { printChecks } from "./print.js";
import {
  describeTable,
  indexesOf,
  type Probed,
  permissionChecks,
  registryCheck,
  settingChecks,
} from "./probe.js";
import { grantStatement } from "./statement.js";

/** `service-events doctor`: checks the setup, and changes nothing. */
export async function runDoctor(cli: Cli): Promise<ExitCode> {
  const diagnosis = await withSpinner(cli, "looking", diagnose(cli));
  await printChecks(cli, diagnosis);
  return diagnosis.exitCode;
}

/** Runs all checks; a failure ends them only if the rest depends on it. */
async function diagnose(cli: Cli): Promise<Diagnosis> {
  const checks: Check[] = [];
  try {
    // The first check reports the table.
    const target = await findTarget({ ...cli, notes: { ...cli.notes, note: () => {} } });
    checks.push(ok("table name", `${target.tableName}, ${target.source}`));
    return await diagnoseTable(cli, target, checks);
  } catch (error) {
    cli.signal.throwIfAborted();
    const { code, message, hint = "", exitCode } = toReport(error);
    const isLogin = exitCode === EXIT.credentials;
    checks.push(
      fail(isLogin ? "credentials" : code.toLowerCase().replaceAll("_", " "), message, hint),
    );
    return { checks, exitCode: exitCode === EXIT.usage ? EXIT.failure : exitCode };
  }
}

async function diagnoseTable(cli: Cli, target: Target, checks: Check[]): Promise<Diagnosis> {
  const { tableName, settings } = target;
  const client = createClient(settings);
  const probed: Probed = { client, tableName, signal: cli.signal };
  try {
    const region = await client.config.region();
    checks.push(ok("region", region));
    await client.config.credentials();
    checks.push(await identityCheck(cli, target));
    const { checks: found, table } = await describeTable(probed);
    checks.push(...found);
    if (!found.some(({ name, status }) => name === "keys" && status === "fail")) {
      checks.push(...(await usageChecks(probed, target, table)));
    }
    const missing = checks.flatMap((check) => check.missing ?? []);
    const statement = grantStatement(missing, { arn: table?.TableArn, tableName, region });
    return { checks, ...(statement && { statement }), exitCode: exitCodeOf(checks) };
  } catch (error) {
    throw await explainMissingTable(error, tableName, client);
  } finally {
    client.destroy();
  }
}

async function usageChecks(
  probed: Probed,
  { local }: Target,
  table: TableDescription | undefined,
): Promise<Check[]> {
  return [
    // The embedded DynamoDB has neither backups nor a need for them.
    ...(local ? [] : await settingChecks(probed)),
    await registryCheck(probed),
    ...(await permissionChecks(probed, indexesOf(table))),
  ];
}

function exitCodeOf(checks: readonly Check[]): ExitCode {
  const failed = checks.filter(({ status }) => status === "fail");
  if (failed.some(({ missing }) => missing !== undefined)) return EXIT.credentials;
  return failed.length > 0 ? EXIT.failure : EXIT.ok;
}

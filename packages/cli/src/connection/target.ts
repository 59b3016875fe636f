import { type LocalLog, readLocalLog } from "@service-events/local/local-log";
import { parseTableAddress } from "@service-events/schema";
import type { Cli } from "../cli.js";
import { messageOf, usageError } from "../errors.js";
import { awsSettings, type ClientSettings } from "./client-settings.js";
import { findStackTable } from "./stack-outputs.js";

/** A table, and how to reach it. */
export interface Target {
  tableName: string;
  /** How the table was found, for people. */
  source: string;
  settings: ClientSettings;
  /** The log that runs on this machine, if it is one. */
  local?: LocalLog;
}

/**
 * Finds the table: `--table`, then `EVENT_LOG_TABLE`, then the local log of this folder, then the outputs of the
 * stacks. With an option that says where to look (`--stack`, `--profile`, `--region`, `--endpoint`) the local log is ignored.
 */
export async function findTarget(cli: Cli): Promise<Target> {
  const target = await chooseTarget(cli);
  cli.notes.note(`table ${target.tableName}, ${target.source}`);
  return target;
}

async function chooseTarget({ options, io, signal }: Cli): Promise<Target> {
  const aws = awsSettings(options);
  const settings = { ...aws, ...(options.endpoint && { endpoint: checkUrl(options.endpoint) }) };
  if (options.table) return namedTarget(options.table, "--table", settings);
  const { EVENT_LOG_TABLE: fromEnvironment } = io.env;
  if (fromEnvironment && !options.stack) {
    return namedTarget(fromEnvironment, "EVENT_LOG_TABLE", settings);
  }
  const { stack, profile, region, endpoint } = options;
  const local = stack || profile || region || endpoint ? undefined : readLocalLog(io.cwd);
  if (local) return localTarget(local);
  if (endpoint) {
    throw usageError("--endpoint requires a table", "pass --table or set EVENT_LOG_TABLE");
  }
  const found = await findStackTable(aws, stack, signal);
  return {
    tableName: found.tableName,
    source: `from the outputs of stack ${found.stack}`,
    settings,
  };
}

/** A table by its name or by its ARN, which says in which region it is. */
function namedTarget(tableName: string, from: string, settings: ClientSettings): Target {
  const source = `from ${from}`;
  if (!tableName.startsWith("arn:")) return { tableName, source, settings };
  try {
    const { region } = parseTableAddress(tableName);
    return { tableName, source, settings: { ...settings, region } };
  } catch (error) {
    throw usageError(`${from}: ${messageOf(error)}`);
  }
}

function localTarget(local: LocalLog): Target {
  const { tableName, endpoint, region, credentials } = local;
  return {
    tableName,
    source: `running on this machine (process ${local.pid})`,
    settings: { endpoint, region, credentials },
    local,
  };
}

function checkUrl(endpoint: string): string {
  if (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)) return endpoint;
  throw usageError(`--endpoint '${endpoint}' is not a URL`, "for example http://127.0.0.1:8000");
}

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { readAssembly } from "./cloud-assembly/assembly.js";
import { openStacks } from "./cloud-assembly/stack.js";
import { startEmbeddedDynamoDb } from "./embedded-dynamodb/server.js";
import { ensureTable, readTables, type TableDefinition } from "./embedded-dynamodb/tables.js";
import { LocalError, messageOf } from "./errors.js";
import type { FunctionDefinition } from "./functions/definitions.js";
import { createHosts, principalsOf, readLocalFunctions } from "./local-functions.js";
import { type Log, silentLog } from "./log.js";
import { addBarrier } from "./module-barrier.js";
import { notRunHere } from "./not-run.js";
import { OPERATOR_CREDENTIALS } from "./operator.js";
import { startGateway } from "./permissions/gateway.js";
import { connectTriggers, type LocalTriggers } from "./triggers/local-triggers.js";
import { readQueues } from "./triggers/read-queues.js";
import { type ServedApi, serveWeb } from "./web.js";

/** Options of {@link startLocal}. */
export interface LocalOptions {
  /** The folder that `cdk synth` wrote. */
  cdkOut: string;
  /** The port of the first HTTP API and of local's own routes. Default: a free one. */
  port?: number;
  /** The folder to store the tables in. Default: none, they are lost at the end. */
  persist?: string;
  /** The URL of a DynamoDB that does not check signatures, such as DynamoDB Local. Default: the embedded one. */
  endpoint?: string;
  /** The delay before a failed message is delivered again, in ms. Default: 500. */
  redeliverAfterMs?: number;
  /** Default: silent. */
  log?: Log;
}

/** A CDK app that runs on this machine. */
export interface LocalApp extends Omit<LocalTriggers, "stop" | "httpApis"> {
  /** Where the first HTTP API and local's own routes are served. */
  url: string;
  apis: readonly ServedApi[];
  /** The table of the event log. */
  tableName: string;
  region: string;
  /** Where the tables are, for callers with {@link OPERATOR_CREDENTIALS} or those of a function. */
  dynamodbEndpoint: string;
  functions: readonly FunctionDefinition[];
  /** Stops the app, and resolves when all of it has ended. */
  stop(): Promise<void>;
}

const DEFAULT_REDELIVER_AFTER_MS = 500;

/**
 * Runs a synthesized CDK app: its tables, functions and triggers.
 *
 * @throws LocalError when there is no app, it has no event log, a port is in use, or a folder cannot be used. Whatever was
 *   started by then is stopped.
 */
export async function startLocal(options: LocalOptions): Promise<LocalApp> {
  const log = options.log ?? silentLog;
  const stacks = openStacks(readAssembly(options.cdkOut));
  const tables = stacks.flatMap(readTables);
  const eventLog = findEventLog(tables, options.cdkOut, log);
  const { region } = eventLog;
  const left = notRunHere(stacks);
  if (left.length > 0) log.note(`not run here: ${left.join(", ")}`);
  const functions = readLocalFunctions(stacks, log);
  addBarrier(options.cdkOut);

  const cleanups: (() => unknown)[] = [];
  const stop = async () => {
    // In reverse order of start. One that fails must not keep the others running.
    const failures: unknown[] = [];
    for (const cleanup of cleanups.splice(0).reverse()) {
      await Promise.resolve(cleanup()).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };
  try {
    const upstream = await startDynamoDb(options, cleanups);
    await makeTables(upstream, region, tables);
    const redeliverAfterMs = options.redeliverAfterMs ?? DEFAULT_REDELIVER_AFTER_MS;
    const queues = stacks.flatMap((stack) => readQueues(stack, redeliverAfterMs));
    const gateway = await startGateway({
      upstream,
      region,
      tables,
      queues,
      principals: principalsOf(functions, eventLog),
    });
    cleanups.push(gateway.stop);
    const hosts = createHosts(functions, gateway.url, log);
    cleanups.push(() => Promise.all(hosts.map((host) => host.stop())));
    const triggers = connectTriggers(stacks, queues, hosts, log);
    cleanups.push(triggers.stop);
    const web = await serveWeb(triggers, options.port ?? 0);
    cleanups.push(web.stop);
    return {
      ...triggers,
      url: web.url,
      apis: web.apis,
      tableName: eventLog.tableName,
      region,
      dynamodbEndpoint: gateway.url,
      functions: functions.map(({ definition }) => definition),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function findEventLog(tables: readonly TableDefinition[], cdkOut: string, log: Log) {
  const [eventLog, ...others] = tables.filter(({ isEventLog }) => isEventLog);
  if (!eventLog) {
    throw new LocalError(
      `no event log in ${cdkOut}: none of its ${tables.length} tables has the keys 'pk' and 'sk' and expires by 'ttl'. Add an EventLogTable to a stack`,
      2,
    );
  }
  for (const { label } of others)
    log.note(`${label} is also an event log; using ${eventLog.label}`);
  return eventLog;
}

async function startDynamoDb(options: LocalOptions, cleanups: (() => unknown)[]): Promise<string> {
  const { endpoint } = options;
  if (endpoint === undefined) {
    const embedded = await startEmbeddedDynamoDb({ persist: options.persist });
    cleanups.push(embedded.stop);
    return embedded.endpoint;
  }
  if (!URL.canParse(endpoint) || /\.amazonaws\.com(\.cn)?$/.test(new URL(endpoint).hostname)) {
    throw new LocalError(
      `cannot use '${endpoint}': set the URL of a DynamoDB that does not check signatures, such as http://127.0.0.1:8000`,
      2,
    );
  }
  if (options.persist !== undefined) {
    throw new LocalError("persist needs the embedded DynamoDB: set either persist or endpoint", 2);
  }
  return endpoint;
}

async function makeTables(
  endpoint: string,
  region: string,
  tables: readonly TableDefinition[],
): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region, credentials: OPERATOR_CREDENTIALS });
  try {
    for (const table of tables) await ensureTable(client, table);
  } catch (error) {
    if (error instanceof LocalError) throw error;
    throw new LocalError(`cannot create the tables at ${endpoint}: ${messageOf(error)}`, 1, {
      cause: error,
    });
  } finally {
    client.destroy();
  }
}

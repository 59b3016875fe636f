// `npm start`: runs this repo's CDK app on this machine and shows its events as they arrive.
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type RunningDashboard, startDashboard } from "@service-events/dashboard";
import { type LocalApp, LocalError, OPERATOR_CREDENTIALS, startLocal } from "@service-events/local";
import { publishLocalLog } from "@service-events/local/local-log";
import { createEventLog } from "@service-events/query";
import { eventLine } from "./start/event-line.js";
import { type Running, runOnce } from "./start/once.js";
import {
  DEFAULT_PORT,
  parseOptions,
  type StartOptions,
  USAGE,
  UsageError,
} from "./start/options.js";
import { curlLines, isSampleApp, perform } from "./start/sample-app.js";
import { untilSignal } from "./start/signals.js";
import { synthesize } from "./start/synthesize.js";
import { createTerminal, type Terminal } from "./start/terminal.js";
import { createTraffic, type Traffic } from "./start/traffic.js";

const STATE_FOLDER = resolve(".service-events");
const PAUSE_MS = 1_500;
/** Pauses between two looks at the log, in ms. */
const PAUSES = { minPause: 250, maxPause: 1_000 };
const SEED = 1;

// The SDK's warning about versions of Node.js would be the first thing a newcomer reads.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
process.exitCode = await main(createTerminal());

/** @returns the exit code: 0 success, 1 failure, 2 wrong input, 128 and more a signal */
async function main(terminal: Terminal): Promise<number> {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options === "help") {
      terminal.print(USAGE);
      return 0;
    }
    return await untilSignal((signal) => start(options, terminal, signal));
  } catch (error) {
    terminal.fail((error as Error).message);
    if (error instanceof UsageError) terminal.progress(`\n${USAGE}`);
    if (error instanceof UsageError) return 2;
    return error instanceof LocalError ? error.exitCode : 1;
  }
}

async function start(
  options: StartOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const cdkOut = options.cdkOut ?? `${STATE_FOLDER}/cdk.out`;
  if (options.cdkOut === undefined) {
    terminal.progress("Synthesizing the CDK app …");
    await synthesize(cdkOut, signal);
  }
  terminal.progress("Starting its table, functions and triggers …");
  const app = await startLocal({
    cdkOut,
    port: options.port ?? (options.once ? 0 : DEFAULT_PORT),
    persist: options.persist,
    endpoint: options.endpoint,
    log: {
      note: (text) => terminal.note(text),
      functionLine: ({ functionLabel, text }) => {
        if (options.verbose) terminal.progress(`[${functionLabel}] ${text}`);
      },
    },
  });
  const client = new DynamoDBClient({
    endpoint: app.dynamodbEndpoint,
    region: app.region,
    credentials: OPERATOR_CREDENTIALS,
  });
  try {
    signal.throwIfAborted();
    const running: Running = { app, client, since: new Date(), terminal };
    const traffic = createTraffic(SEED);
    if (!options.once) return await show(running, traffic, signal);
    if (!isSampleApp(app)) {
      terminal.fail("--once only works with the sample app of this repo");
      return 2;
    }
    return (await runOnce(running, traffic.round())) ? 0 : 1;
  } finally {
    client.destroy();
    await app.stop();
  }
}

/** Shows events while traffic runs, until the signal aborts. */
async function show(running: Running, traffic: Traffic, signal: AbortSignal): Promise<number> {
  const { app, client, terminal } = running;
  const dashboard = await startDashboard({
    tableName: app.tableName,
    client,
    onFailure: (error) => terminal.fail(`dashboard: ${error}`),
  });
  const withdraw = publishLocalLog(process.cwd(), app, dashboard.url);
  try {
    introduce(app, dashboard, terminal);
    const driving = isSampleApp(app) ? drive(app, traffic, terminal, signal) : undefined;
    await Promise.all([tail(running, signal), driving]);
    return 0;
  } finally {
    withdraw();
    terminal.progress("Stopping …");
    await dashboard.stop();
  }
}

/** Prints each event as it arrives. */
async function tail({ app, client, since, terminal }: Running, signal: AbortSignal): Promise<void> {
  const log = createEventLog({ tableName: app.tableName, client });
  const arrivals = log.follow(`since:${since.toISOString()}`, {
    ...PAUSES,
    signal,
    onRetry: (error) => terminal.fail(`reading events failed: ${error.message}`),
  });
  for await (const { event } of arrivals) terminal.print(eventLine(event, terminal));
}

function introduce(app: LocalApp, dashboard: RunningDashboard, terminal: Terminal): void {
  terminal.print(`\nRunning at ${terminal.paint("bold", app.url)}, events in ${app.tableName}.`);
  terminal.print(`The dashboard: ${terminal.paint("bold", dashboard.url)}`);
  if (isSampleApp(app)) {
    terminal.print(
      "Traffic is driven through every function. Add your own from another terminal:\n",
    );
    terminal.print(
      curlLines(app)
        .map((line) => `  ${line}`)
        .join("\n"),
    );
  } else {
    terminal.print(
      `Fire its triggers from another terminal; list them with: curl ${app.url}/_local`,
    );
  }
  terminal.print("\nCtrl-C stops everything.\n");
}

async function drive(
  app: LocalApp,
  traffic: Traffic,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  // Every kind of event first, so that rare ones show up at once.
  const first = traffic.round();
  while (!signal.aborted) {
    const action = first.shift() ?? traffic.next();
    try {
      await perform(app, action);
    } catch (error) {
      if (!signal.aborted) terminal.fail(`${action.kind} failed: ${(error as Error).message}`);
    }
    const pause = first.length > 0 ? PAUSE_MS / 10 : PAUSE_MS;
    await delay(pause, undefined, { signal }).catch(() => {});
  }
}

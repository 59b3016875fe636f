import { once } from "node:events";
import { startDashboard } from "@service-events/dashboard";
import { toSafeJson } from "@service-events/schema";
import type { Cli } from "../../cli.js";
import { createClient, explainMissingTable } from "../../connection/open-log.js";
import { findTarget } from "../../connection/target.js";
import { messageOf } from "../../errors.js";
import type { ExitCode } from "../../exit-code.js";
import { openInBrowser } from "./open-in-browser.js";

export interface DashboardCommandOptions {
  port?: number;
  open: boolean;
}

/** `service-events dashboard`: serves the log to a browser of this machine until it is interrupted. */
export async function runDashboard(
  cli: Cli,
  { port, open }: DashboardCommandOptions,
): Promise<ExitCode> {
  const { out, notes, options, signal } = cli;
  const { tableName, settings } = await findTarget(cli);
  const client = createClient(settings);
  try {
    const dashboard = await startDashboard({
      tableName,
      client,
      port,
      onFailure: (error, instance) => notes.warn(`${messageOf(error)} (${instance})`),
    }).catch(async (error: unknown) => {
      throw await explainMissingTable(error, tableName, client);
    });
    const { url } = dashboard;
    const opened = open && out.isTerminal ? await openInBrowser(url) : undefined;
    try {
      await out.line(options.json ? toSafeJson({ url }) : url);
      notes.note("Anyone with this address can read the log until Ctrl-C; do not share it.");
      if (!signal.aborted) await once(signal, "abort");
      return signal.throwIfAborted() as never;
    } finally {
      opened?.remove();
      await dashboard.stop();
    }
  } finally {
    client.destroy();
  }
}

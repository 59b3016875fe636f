import { once } from "node:events";
import { type LocalApp, startLocal } from "@service-events/local";
import { publishLocalLog } from "@service-events/local/local-log";
import { escapeHidden } from "@service-events/schema";
import type { Cli } from "../../cli.js";
import type { ExitCode } from "../../exit-code.js";

export interface LocalCommandOptions {
  port?: number;
  persist?: string;
}

/** `service-events local`: runs a synthesized app until it is interrupted; commands in other terminals find its log. */
export async function runLocal(
  cli: Cli,
  folder: string,
  { port, persist }: LocalCommandOptions,
): Promise<ExitCode> {
  const { out, notes, io, signal, colors, options } = cli;
  const app = await startLocal({
    cdkOut: folder,
    port,
    persist,
    endpoint: options.endpoint,
    log: {
      note: (text) => notes.warn(text),
      functionLine: ({ functionLabel, text }) => notes.warn(`${functionLabel}: ${text}`),
    },
  });
  const withdraw = publishLocalLog(io.cwd, app);
  try {
    for (const line of introduction(app)) await out.line(escapeHidden(line));
    await out.line(colors.dim("In another terminal, in this folder: service-events tail -f"));
    if (!signal.aborted) await once(signal, "abort");
    return signal.throwIfAborted() as never;
  } finally {
    withdraw();
    await app.stop();
  }
}

function introduction({ url, tableName, functions }: LocalApp): string[] {
  const names = functions.map(({ label }) => label).join(", ");
  return [`The app runs at ${url}`, `table ${tableName}`, `functions ${names || "none"}`];
}

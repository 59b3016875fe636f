import { parseEventId, toNdjson } from "@service-events/query";
import type { Cli } from "../../cli.js";
import { withEventLog } from "../../connection/open-log.js";
import { CliError } from "../../errors.js";
import { EXIT, type ExitCode } from "../../exit-code.js";
import { detailLines } from "../../format/detail.js";
import { withSpinner } from "../../terminal/progress.js";

export interface GetOptions {
  format?: "detail" | "json";
}

/** `service-events get`: one event. */
export async function runGet(cli: Cli, id: string, options: GetOptions): Promise<ExitCode> {
  // Reject a malformed id before anything is read.
  parseEventId(id);
  const event = await withEventLog(cli, (log) =>
    withSpinner(cli, "reading", log.get(id, { signal: cli.signal })),
  );
  if (!event) {
    throw new CliError(
      "NO_SUCH_EVENT",
      `event '${id}' not found`,
      "it may have expired; check the table",
    );
  }
  const isJson = options.format ? options.format === "json" : !cli.out.isTerminal;
  if (isJson || cli.options.json) {
    await cli.out.line(toNdjson(event));
    return EXIT.ok;
  }
  const style = { colors: cli.colors, utc: cli.options.utc === true, now: Date.now() };
  for (const line of detailLines(event, style)) await cli.out.line(line);
  return EXIT.ok;
}

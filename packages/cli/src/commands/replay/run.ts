import { createEventWriter, type EventWriter } from "@service-events/logger";
import { replay } from "@service-events/logger/replay";
import type { Cli } from "../../cli.js";
import { findTarget } from "../../connection/target.js";
import { usageError } from "../../errors.js";
import type { ExitCode } from "../../exit-code.js";
import { readLines } from "../../files/read-lines.js";
import { confirmWrite } from "../../writing/confirm.js";
import { exitCodeOf, reportWriting } from "../../writing/outcome.js";
import { noteUnregistered, openTableWriter } from "../../writing/table-writer.js";
import { readLogGroup } from "./log-group.js";

export interface ReplayOptions {
  logGroup?: string;
  sink?: string;
  since?: string;
  until?: string;
  dryRun?: boolean;
  yes?: boolean;
}

/** `service-events replay`: undelivered lines become events of the table. */
export async function runReplay(
  cli: Cli,
  file: string | undefined,
  options: ReplayOptions,
): Promise<ExitCode> {
  const lines = openLines(cli, file, options);
  if (options.dryRun) {
    const { found, unreadable, skipped } = await replay(lines, discardingWriter(), options);
    noteSkipped(cli, skipped);
    const writing = { found, delivered: 0, unreadable, expired: 0, refusals: [] };
    await reportWriting(cli, writing);
    return exitCodeOf(writing);
  }
  const target = await findTarget(cli);
  await confirmWrite(cli, target, options.yes);
  const table = await openTableWriter(target);
  try {
    const report = await replay(lines, table.writer, options);
    const { found, delivered, unreadable, skipped, unregistered } = report;
    noteSkipped(cli, skipped);
    noteUnregistered(cli, unregistered);
    const writing = { found, delivered, unreadable, expired: 0, refusals: table.refusals };
    await reportWriting(cli, writing);
    return exitCodeOf(writing);
  } finally {
    table.close();
  }
}

function openLines(
  cli: Cli,
  file: string | undefined,
  { logGroup, since, until }: ReplayOptions,
): AsyncIterable<string> {
  if (logGroup === undefined) {
    if (since !== undefined || until !== undefined) {
      throw usageError("--since and --until require --log-group", "a file is read as a whole");
    }
    return readLines(cli, file ?? "-");
  }
  if (file !== undefined)
    throw usageError("a file and --log-group cannot be combined", "leave one out");
  return readLogGroup(cli, logGroup, { since, until });
}

function noteSkipped({ notes }: Cli, skipped: number): void {
  if (skipped > 0) notes.warn(`skipped ${skipped} events of other sinks`);
}

/** Accepts and discards everything. */
function discardingWriter(): EventWriter {
  return createEventWriter({
    name: "dry run",
    limits: { records: 1_000, bytes: Number.MAX_SAFE_INTEGER },
    // The delivery treats empty text as a record that cannot be encoded.
    encode: () => "-",
    send: async () => ({ status: "ok" }),
  });
}

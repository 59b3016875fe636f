import {
  addCost,
  type EventLog,
  printQuery,
  type Query,
  type ReadCost,
} from "@service-events/query";
import type { Cli } from "../../cli.js";
import type { TimeOptions } from "../../command-line/options.js";
import { toBoundedQuery } from "../../command-line/query-text.js";
import { withEventLog } from "../../connection/open-log.js";
import { usageError } from "../../errors.js";
import { EXIT, type ExitCode } from "../../exit-code.js";
import { parseFields } from "../../format/fields.js";
import { describeRead, readCounts } from "../../reading/cost.js";
import { LONG_READ } from "../../reading/long-read.js";
import { shareDone } from "../../reading/share-done.js";
import { startProgressBar } from "../../terminal/progress.js";
import { createEncoder, type ExportFormat } from "./encoder.js";
import { type ExportFile, openExportFile } from "./export-file.js";

export interface ExportOptions extends TimeOptions {
  output?: string;
  format?: "ndjson" | "csv";
  fields?: string;
  gzip?: boolean;
  force?: boolean;
  resume?: boolean;
  order: "oldest" | "newest";
  failEmpty?: boolean;
}

/** `service-events export`: all events of a query. */
export async function runExport(cli: Cli, text: string, options: ExportOptions): Promise<ExitCode> {
  const query = toBoundedQuery(text, options, "1h");
  const format = chooseFormat(cli, options);
  const start = performance.now();
  let file: ExportFile | undefined;
  try {
    return await withEventLog(cli, async (log, { tableName }) => {
      file ??= await open(cli, options, identityOf(tableName, query, format, options));
      const events = await copyEvents(cli, log, query, { options, file, format });
      await file.finish();
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      cli.notes.note(
        `${events} events in ${seconds} s${options.output ? `: ${options.output}` : ""}`,
      );
      return events === 0 && options.failEmpty ? EXIT.empty : EXIT.ok;
    });
  } catch (error) {
    if (await file?.close()) {
      cli.notes.warn(`unfinished: repeat the command with --resume to continue`);
    }
    throw error;
  }
}

/** From the options, else from the file name: `.csv`, `.ndjson`, `.gz`. */
function chooseFormat(cli: Cli, options: ExportOptions): ExportFormat {
  const { output, fields, gzip, format } = options;
  if (output === undefined && (options.force || options.resume)) {
    throw usageError("--force and --resume require a file", "name it with --output");
  }
  if (output === undefined && gzip && cli.out.isTerminal) {
    throw usageError("a terminal cannot show gzip", "write to a file with --output");
  }
  return {
    format: format ?? (/\.csv(\.gz)?$/i.test(output ?? "") ? "csv" : "ndjson"),
    gzip: gzip ?? /\.gz$/i.test(output ?? ""),
    ...(fields !== undefined && { fields: parseFields(fields) }),
  };
}

/** Everything that decides which bytes are written. */
function identityOf(
  tableName: string,
  query: Query,
  { format, gzip, fields }: ExportFormat,
  { order }: ExportOptions,
): string {
  const names = fields?.map(({ name }) => name);
  return JSON.stringify({
    tableName,
    query: printQuery(query),
    order,
    format,
    gzip,
    fields: names,
  });
}

async function open(cli: Cli, options: ExportOptions, identity: string): Promise<ExportFile> {
  const { output } = options;
  if (output !== undefined) return openExportFile(output, identity, options);
  return {
    write: (chunk) => cli.out.bytes(chunk),
    checkpoint: async () => {},
    finish: async () => {},
    close: async () => false,
  };
}

interface Copy {
  options: ExportOptions;
  file: ExportFile;
  format: ExportFormat;
}

/** Copies page after page; returns the number of events in the file. */
async function copyEvents(
  cli: Cli,
  log: EventLog,
  query: Query,
  { options: { order }, file, format }: Copy,
): Promise<number> {
  const { resumed } = file;
  const encoder = createEncoder(format);
  const now = Date.now();
  let events = resumed?.events ?? 0;
  let read: ReadCost = { items: resumed?.items ?? 0, units: resumed?.units ?? 0, ms: 0 };
  let isBegun = resumed !== undefined;
  let share = 0;
  if (resumed) cli.notes.warn(`resuming after ${events} events`);
  const progress = startProgressBar(cli);
  try {
    const paging = { ...LONG_READ, order, signal: cli.signal };
    for await (const page of log.pages(query, { ...paging, cursor: resumed?.cursor })) {
      if (!isBegun) await file.write(await encoder.head());
      isBegun = true;
      await file.write(await encoder.encode(page.events));
      events += page.events.length;
      read = addCost(read, page.read);
      const { items, units } = read;
      if (page.cursor) await file.checkpoint({ cursor: page.cursor, events, items, units });
      const last = page.events.at(-1);
      if (last) share = shareDone(page.plan.range, order, last.createdAt, now);
      progress.update({ share, counts: readCounts({ events, items, units }) });
      if (page.complete) cli.notes.note(describeRead(page.plan, read));
    }
  } finally {
    progress.stop();
  }
  return events;
}

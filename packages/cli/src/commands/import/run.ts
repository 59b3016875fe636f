import type { EventRecord } from "@service-events/logger";
import type { Cli } from "../../cli.js";
import { findTarget, type Target } from "../../connection/target.js";
import type { ExitCode } from "../../exit-code.js";
import { createBadLines } from "../../files/bad-lines.js";
import { type LineFile, openLineFile } from "../../files/line-file.js";
import { readLines } from "../../files/read-lines.js";
import { createLineReader, type LineOptions } from "../../records/line-reader.js";
import type { Parsed } from "../../records/parse-record.js";
import { startProgressBar } from "../../terminal/progress.js";
import { confirmWrite } from "../../writing/confirm.js";
import { exitCodeOf, reportWriting, type Writing } from "../../writing/outcome.js";
import { noteUnregistered, openTableWriter } from "../../writing/table-writer.js";
import { createPreview, type Preview } from "./preview.js";

export interface ImportOptions extends LineOptions {
  rejected?: string;
  dryRun?: boolean;
  yes?: boolean;
}

/** Records, and characters of their lines, that are written between two flushes: no more than these wait in memory. */
const FLUSH_RECORDS = 1_000;
const FLUSH_CHARACTERS = 16 * 1024 * 1024;
const FLUSH_MS = 60_000;

interface Import {
  file: string;
  read(line: string): Parsed;
  rejected?: LineFile;
  /** Missing when nothing is to be written. */
  target?: Target;
  preview?: Preview;
}

/** `service-events import`: the lines of an export become events of a table. */
export async function runImport(cli: Cli, file: string, options: ImportOptions): Promise<ExitCode> {
  const read = await createLineReader(options);
  const rejected =
    options.rejected === undefined ? undefined : await openLineFile(options.rejected);
  const preview = options.dryRun ? createPreview() : undefined;
  const target = options.dryRun ? undefined : await findTarget(cli);
  if (target) await confirmWrite(cli, target, options.yes);
  const outcome = await importLines(cli, { file, read, rejected, target, preview });
  if (outcome.found + outcome.expired === 0 && outcome.unreadable > 0) {
    cli.notes.error(`no usable line: ${whatToDo(options)}`);
  }
  await preview?.print(cli);
  await reportWriting(cli, outcome, preview?.toJson());
  return exitCodeOf(outcome);
}

/** The hint when a file is not of the format that the options say. */
function whatToDo({ from, mapping }: ImportOptions): string {
  if (from === "ndjson" && mapping === undefined) {
    return "name the system it comes from with --from, or write a --mapping";
  }
  return "each line must be one JSON object, as jq -c '.[]' or jq -c '.data[]' writes it; check --from";
}

async function importLines(cli: Cli, work: Import): Promise<Writing> {
  const { file, read, rejected, target, preview } = work;
  const table = target && (await openTableWriter(target));
  const outcome: Writing = {
    found: 0,
    delivered: 0,
    unreadable: 0,
    expired: 0,
    refusals: [],
  };
  const bad = createBadLines(cli.notes);
  const progress = startProgressBar(cli);
  let share = 0;
  let characters = 0;

  async function flush(): Promise<void> {
    characters = 0;
    const report = await table?.writer.flush({ deadline: Date.now() + FLUSH_MS });
    outcome.delivered += report?.delivered ?? 0;
    progress.update({ share, counts: [`${outcome.found} events`, `${bad.count} bad`] });
  }

  async function take(record: EventRecord<string>, line: string): Promise<void> {
    if (isExpired(record)) {
      outcome.expired++;
      return;
    }
    outcome.found++;
    characters += line.length;
    preview?.add(record);
    await table?.register(record);
    table?.writer(record);
    if (outcome.found % FLUSH_RECORDS === 0 || characters > FLUSH_CHARACTERS) await flush();
  }

  try {
    let number = 0;
    const noteShare = (done: number) => {
      share = done;
    };
    for await (const line of readLines(cli, file, noteShare)) {
      number++;
      if (line.trim() === "") continue;
      const parsed = read(line);
      if ("record" in parsed) await take(parsed.record, line);
      else {
        bad.tell(number, parsed.problem);
        await rejected?.write([line]);
      }
    }
    await flush();
    if (table) noteUnregistered(cli, table.unregistered);
    return { ...outcome, unreadable: bad.count, refusals: table?.refusals ?? [] };
  } catch (error) {
    if (table && outcome.found > 0) {
      cli.notes.warn(
        "unfinished: run the import again; events that are already stored stay unchanged",
      );
    }
    throw error;
  } finally {
    progress.stop();
    table?.close();
    await rejected?.close();
  }
}

/** Nobody would ever see it. */
function isExpired({ ttl }: EventRecord<string>): boolean {
  return typeof ttl === "number" && ttl * 1000 <= Date.now();
}

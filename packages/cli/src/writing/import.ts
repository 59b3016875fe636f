import type { EventRecord } from "@service-events/logger";
import type { Cli } from "../cli.js";
import type { ImportOptions } from "../commands/import.js";
import { findTarget, type Target } from "../connection/target.js";
import type { ExitCode } from "../exit-code.js";
import { confirmWrite } from "./confirm.js";
import { readLines } from "./lines.js";
import { exitCodeOf, reportWriting, type Writing } from "./outcome.js";
import { type Parsed, parseRecord } from "./parse-record.js";
import { openTableWriter, registerOrigins } from "./table-writer.js";

/** Records, and characters of their lines, that are written between two flushes: no more than these wait in memory. */
const FLUSH_RECORDS = 1_000;
const FLUSH_CHARACTERS = 16 * 1024 * 1024;
const FLUSH_MS = 60_000;
/** Bad lines that are named; of more, only the number is told. */
const MOST_NAMED = 20;

/** `service-events import`: the lines of an export become events of a table. */
export async function runImport(cli: Cli, file: string, options: ImportOptions): Promise<ExitCode> {
  const target = options.dryRun ? undefined : await findTarget(cli);
  if (target) await confirmWrite(cli, target, options.yes);
  const outcome = await writeLines(cli, file, target);
  await reportWriting(cli, outcome);
  return exitCodeOf(outcome);
}

async function writeLines(cli: Cli, file: string, target: Target | undefined): Promise<Writing> {
  const table = target && (await openTableWriter(target));
  const outcome: Writing = {
    found: 0,
    delivered: 0,
    unreadable: 0,
    expired: 0,
    refusals: new Map(),
  };
  let characters = 0;

  async function flush(): Promise<void> {
    characters = 0;
    const report = await table?.writer.flush({ deadline: Date.now() + FLUSH_MS });
    outcome.delivered += report?.delivered ?? 0;
  }

  try {
    let number = 0;
    for await (const line of readLines(cli, file)) {
      number++;
      if (line.trim() === "") continue;
      const parsed = parseRecord(line);
      if ("problem" in parsed) nameProblem(cli, outcome, number, parsed);
      else if (isExpired(parsed.record)) outcome.expired++;
      else {
        outcome.found++;
        characters += line.length;
        table?.writer(parsed.record);
        if (outcome.found % FLUSH_RECORDS === 0 || characters > FLUSH_CHARACTERS) await flush();
      }
    }
    await flush();
    if (table && outcome.delivered > 0) await registerOrigins(cli, table);
    return { ...outcome, refusals: table?.refusals ?? outcome.refusals };
  } finally {
    table?.close();
  }
}

/** Nobody would ever see it. */
function isExpired({ ttl }: EventRecord<string>): boolean {
  return typeof ttl === "number" && ttl * 1000 <= Date.now();
}

function nameProblem(
  cli: Cli,
  outcome: Writing,
  number: number,
  { problem }: Extract<Parsed, { problem: string }>,
): void {
  outcome.unreadable++;
  if (outcome.unreadable <= MOST_NAMED) cli.notes.error(`line ${number}: ${problem}`);
  if (outcome.unreadable === MOST_NAMED + 1) cli.notes.error("more lines are bad");
}

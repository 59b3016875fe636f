import type { Command } from "commander";
import type { Cli } from "../../cli.js";
import { createClient } from "../../connection/open-log.js";
import { findTarget } from "../../connection/target.js";
import { EXIT, type ExitCode } from "../../exit-code.js";
import { commandWords, findCommand } from "./words.js";

/** Commands whose arguments are a query. */
const QUERIES = new Set(["tail", "query", "user", "stats", "types", "export", "send", "verify"]);
/** Who presses Tab waits; what is not there after so many ms is not offered. */
const TIMEOUT_MS = 2_000;
/** What a shell takes as it is. Anything else, whoever made it up, is not offered: it could be run. */
const PLAIN = /^[A-Za-z0-9_.:/@%+,=-]{1,200}$/;

/**
 * The hidden command behind completion: prints what may stand in place of the last word, one a line. It never fails and
 * says nothing else: whatever it printed would stand in the command line that somebody is writing.
 *
 * @param words The words of the command line, without the program's name; the last one is unfinished.
 */
export async function runComplete(cli: Cli, program: Command, words: string[]): Promise<ExitCode> {
  const candidates = await complete(cli, program, words).catch((): string[] => []);
  for (const candidate of candidates) if (PLAIN.test(candidate)) await cli.out.line(candidate);
  return EXIT.ok;
}

async function complete(cli: Cli, program: Command, words: string[]): Promise<string[]> {
  const before = words.slice(0, -1);
  // A space in front keeps a negated term from being an option.
  const last = (words.at(-1) ?? "").trimStart();
  const command = findCommand(program, before);
  const fromCommandLine = commandWords(program, command, before, last);
  if (fromCommandLine) return fromCommandLine.filter((word) => word.startsWith(last));
  if (!command || !QUERIES.has(command.name())) return [];
  return queryWords(cli, program, before, last);
}

/** Fields, and for some of them what the registry knows. */
async function queryWords(
  cli: Cli,
  program: Command,
  before: readonly string[],
  last: string,
): Promise<string[]> {
  const { completeText, createEventLog } = await import("@service-events/query");
  const context = [...before.filter((word) => word.includes(":")), last].join(" ");
  const isStatic = !/^-?(origin|event):/.test(last);
  const completion = isStatic
    ? completeText(context, [])
    : await live(cli, program, before, (tableName, client, signal) =>
        createEventLog({ tableName, client }).complete(context, undefined, { signal }),
      );
  const start = context.slice(context.length - last.length, completion.from);
  return completion.options
    .map(({ text }) => `${start}${text}`)
    .filter((word) => word.startsWith(last));
}

/** Asks the table that the command line names. */
async function live<Answer>(
  cli: Cli,
  program: Command,
  before: readonly string[],
  ask: (
    tableName: string,
    client: ReturnType<typeof createClient>,
    signal: AbortSignal,
  ) => Promise<Answer>,
): Promise<Answer> {
  program.parseOptions([...before]);
  const { withTimeout } = await import("@service-events/query");
  const signal = withTimeout(cli.signal, TIMEOUT_MS);
  const silent = { ...cli.notes, note: () => {} };
  const { tableName, settings } = await findTarget({
    ...cli,
    notes: silent,
    signal,
    options: program.opts(),
  });
  const client = createClient(settings);
  try {
    return await ask(tableName, client, signal);
  } finally {
    client.destroy();
  }
}

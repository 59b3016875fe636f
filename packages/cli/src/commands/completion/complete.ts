import type { Command } from "commander";
import type { Cli } from "../../cli.js";
import { createClient } from "../../connection/open-log.js";
import { findTarget } from "../../connection/target.js";
import { EXIT, type ExitCode } from "../../exit-code.js";
import { commandWords, findCommand } from "./words.js";

/** Commands whose arguments are a query. */
const QUERIES = new Set(["tail", "query", "user", "stats", "types", "export", "send", "verify"]);
/** The user waits after Tab: slower answers are not offered. In ms. */
const TIMEOUT_MS = 2_000;
/** Text that shells do not interpret. Anything else is not offered: it could be run. */
const PLAIN = /^[A-Za-z0-9_.:/@%+,=-]{1,200}$/;

/**
 * The hidden command that completion scripts call: prints candidates for the last word, one per line. It never fails and
 * prints nothing else: its output ends up in the command line that the user is typing.
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
  // A leading space keeps a negated term from being an option.
  const last = (words.at(-1) ?? "").trimStart();
  const command = findCommand(program, before);
  const fromCommandLine = commandWords(program, command, before, last);
  if (fromCommandLine) return fromCommandLine.filter((word) => word.startsWith(last));
  if (!command || !QUERIES.has(command.name())) return [];
  return queryWords(cli, program, before, last);
}

/** Fields, and for some of them values from the registry. */
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

/** Queries the table that the command line names. */
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

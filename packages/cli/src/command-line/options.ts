import { type Command, InvalidArgumentError, Option } from "commander";

/** The time range to read. */
export interface TimeOptions {
  since?: string;
  until?: string;
}

/** How events are printed. */
export interface FormatOptions {
  format?: "table" | "ndjson" | "json" | "csv";
  fields?: string;
  failEmpty?: boolean;
}

const TIMES = "2h, 1h30m, 7d, yesterday or an ISO time (UTC by default)";

/** Adds `--since` and `--until`. */
export function addTimeOptions(command: Command, defaultSince: string): Command {
  return command
    .option("--since <time>", `the earliest time: ${TIMES} (default: ${defaultSince})`)
    .option("--until <time>", "the latest time, exclusive (default: now)");
}

/** Adds the options of the commands that count. */
export function addCountOptions(command: Command): Command {
  command
    .option("--max-units <units>", "the most read units to spend", wholeNumber(1, 1_000_000))
    .option("--fail-empty", "exit with code 3 if nothing is found");
  return addTimeOptions(command, "1h");
}

/** Adds the options that say how events are printed. */
export function addFormatOptions(command: Command, formats: readonly string[]): Command {
  return command
    .addOption(
      new Option(
        "--format <format>",
        "default: table on a terminal, ndjson in a pipe or with --json",
      ).choices(formats),
    )
    .option(
      "--fields <list>",
      "the fields to show, such as time,event,user,payload.jobId,expires,id",
    )
    .option("--fail-empty", "exit with code 3 if nothing is found");
}

/** Adds the options that describe the lines of a file. */
export function addLineOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--from <format>", "the system that made the export, one JSON object per line")
        .choices(["ndjson", "logsnag", "posthog", "datadog", "segment"])
        .default("ndjson"),
    )
    .option("--mapping <file>", 'a JSON file that maps fields: { "event": "$.name", … }')
    .option("--origin <name>", "the origin of all events (default: by format)")
    .option("--retention <policy>", "such as 90d,ERROR=1000d (default: forever)");
}

/** Makes a parser of whole numbers within bounds, for commander. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Use a whole number from ${least} to ${most}.`);
  };
}

/** Examples at the end of a command's help. */
export function addExamples(command: Command, examples: readonly string[]): Command {
  const lines = examples.map((example) => `  $ ${example}`);
  return command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}

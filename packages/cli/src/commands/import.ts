import { type Command, Option } from "commander";
import type { ForeignFormat } from "../importing/formats.js";
import type { Commands } from "./commands.js";
import { addExamples } from "./options.js";

/** Whose lines a file holds, and how they become events. */
export interface LineOptions {
  from: "ndjson" | ForeignFormat;
  mapping?: string;
  origin?: string;
  retention?: string;
}

export interface ImportOptions extends LineOptions {
  rejected?: string;
  dryRun?: boolean;
  yes?: boolean;
}

export function addImport({ program, run }: Commands): void {
  const command = program
    .command("import")
    .description(
      "Writes an export, our own or another system's, into a table. Doing so twice changes nothing.",
    )
    .argument("<file>", "an export, gzipped or not; - is stdin")
    .option("--rejected <file>", "put bad lines into this file, which must not exist")
    .option("--dry-run", "check every line, show the first events and the types, and write nothing")
    .option("--yes", "do not ask before writing");
  addLineOptions(command);
  addExamples(command, [
    "service-events import day.ndjson.gz --table event-log-copy --dry-run",
    "service-events import day.ndjson.gz --table event-log-copy --yes",
    "service-events import events.jsonl --from posthog --dry-run",
    "service-events import orders.ndjson --mapping mapping.json --rejected bad.ndjson --yes",
  ]);
  command.action(
    run(async (cli, file: string, options: ImportOptions) => {
      const { runImport } = await import("../importing/import.js");
      return runImport(cli, file, options);
    }),
  );
}

/** Adds the options that say whose lines a file holds. */
export function addLineOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--from <format>", "whose export it is, one JSON object a line")
        .choices(["ndjson", "logsnag", "posthog", "datadog", "segment"])
        .default("ndjson"),
    )
    .option("--mapping <file>", 'JSON that says where fields are: { "event": "$.name", … }')
    .option("--origin <name>", "the origin of all events (default: what the format says)")
    .option("--retention <policy>", "such as 90d,ERROR=1000d (default: kept for ever)");
}

import type { Commands } from "../../command-line/commands.js";
import { addExamples, addLineOptions } from "../../command-line/options.js";
import type { ImportOptions } from "./run.js";

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
      const { runImport } = await import("./run.js");
      return runImport(cli, file, options);
    }),
  );
}

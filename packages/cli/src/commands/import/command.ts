import type { Commands } from "../../command-line/commands.js";
import { addExamples, addLineOptions } from "../../command-line/options.js";
import type { ImportOptions } from "./run.js";

export function addImport({ program, run }: Commands): void {
  const command = program
    .command("import")
    .description("Write an export, our own or another system's, into a table. Safe to repeat.")
    .argument("<file>", "an export, gzipped or not; - for stdin")
    .option("--rejected <file>", "write bad lines to this file, which must not exist yet")
    .option("--dry-run", "check every line and show the first events and the types; write nothing")
    .option("--yes", "write without asking");
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

import type { Commands } from "./commands.js";
import { addExamples } from "./options.js";

export interface ImportOptions {
  dryRun?: boolean;
  yes?: boolean;
}

export function addImport({ program, run }: Commands): void {
  const command = program
    .command("import")
    .description("Writes the NDJSON of an export into a table. Doing so twice changes nothing.")
    .argument("<file>", "an export, gzipped or not; - is stdin")
    .option("--dry-run", "check every line, and write nothing")
    .option("--yes", "do not ask before writing");
  addExamples(command, [
    "service-events import day.ndjson.gz --table event-log-copy --dry-run",
    "service-events import day.ndjson.gz --table event-log-copy --yes",
  ]);
  command.action(
    run(async (cli, file: string, options: ImportOptions) => {
      const { runImport } = await import("../writing/import.js");
      return runImport(cli, file, options);
    }),
  );
}

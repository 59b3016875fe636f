import type { Commands } from "../../command-line/commands.js";
import { addExamples } from "../../command-line/options.js";
import type { RedactOptions } from "./run.js";

export function addRedact({ program, run }: Commands): void {
  const command = program
    .command("redact")
    .description("Shows what a logger would store of a payload. It reads and writes no table.")
    .argument("[file]", "JSON, or a payload a line; - is stdin (default: stdin)")
    .option("--explain", "list what would be redacted, and why, instead of the payloads")
    .option("--options <file>", "the logger's `redact` options as JSON");
  addExamples(command, [
    "service-events redact payload.json",
    "service-events redact --explain payloads.ndjson",
    "service-events redact --explain --options redact.json < payload.json",
  ]);
  command.action(
    run(async (cli, file: string | undefined, options: RedactOptions) => {
      const { runRedact } = await import("./run.js");
      return runRedact(cli, file, options);
    }),
  );
}

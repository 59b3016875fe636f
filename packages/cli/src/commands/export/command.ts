import { Option } from "commander";
import type { Commands } from "../../command-line/commands.js";
import { addExamples, addTimeOptions } from "../../command-line/options.js";
import type { ExportOptions } from "./run.js";

export function addExport({ program, run }: Commands): void {
  const command = program
    .command("export")
    .description("Write all events that match a query to a file or to stdout.")
    .argument("[query...]", "such as origin:orders")
    .option("-o, --output <file>", "a file that does not exist yet (default: stdout)")
    .addOption(
      new Option("--format <format>", "default: by the file name, else ndjson").choices([
        "ndjson",
        "csv",
      ]),
    )
    .option("--fields <list>", "the fields to write, such as time,event,user,payload.jobId")
    .option("--gzip", "compress (default: if the file name ends in .gz)")
    .option("--force", "replace the file, or an unfinished export")
    .option("--resume", "continue an unfinished export of the same query to the same file")
    .addOption(
      new Option("--order <order>", "which events come first")
        .choices(["oldest", "newest"])
        .default("oldest"),
    )
    .option("--fail-empty", "exit with code 3 if nothing is found");
  addTimeOptions(command, "1h");
  addExamples(command, [
    "service-events export --since 24h --output day.ndjson.gz",
    "service-events export event:SUBSCRIPTION_UPDATED --since 30d -o plans.csv --fields time,user,payload.plan",
    "service-events export --since 24h --output day.ndjson.gz --resume",
  ]);
  command.action(
    run(async (cli, text: string[], options: ExportOptions) => {
      const { runExport } = await import("./run.js");
      return runExport(cli, text.join(" "), options);
    }),
  );
}

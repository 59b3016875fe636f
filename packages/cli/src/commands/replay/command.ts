import type { Commands } from "../../command-line/commands.js";
import { addExamples } from "../../command-line/options.js";
import type { ReplayOptions } from "./run.js";

export function addReplay({ program, run }: Commands): void {
  const command = program
    .command("replay")
    .description(
      "Write undelivered events to the table from the lines that the logger printed. Safe to repeat.",
    )
    .argument("[file]", "a file with such lines among others; - for stdin (default: stdin)")
    .option("--log-group <name>", "read the lines from CloudWatch Logs")
    .option("--sink <name>", "only events of this sink, such as dynamodb or otlp")
    .option("--since <time>", "with --log-group: 2h, yesterday or an ISO time (default: 1h)")
    .option("--until <time>", "with --log-group: the latest time (default: now)")
    .option("--dry-run", "count the events; write nothing")
    .option("--yes", "write without asking");
  addExamples(command, [
    "service-events replay stderr.log --dry-run",
    "service-events replay --log-group /aws/lambda/orders --since yesterday --yes",
    "service-events replay stderr.log --sink dynamodb --yes",
    "cat stderr.log | service-events replay -",
  ]);
  command.action(
    run(async (cli, file: string | undefined, options: ReplayOptions) => {
      const { runReplay } = await import("./run.js");
      return runReplay(cli, file, options);
    }),
  );
}

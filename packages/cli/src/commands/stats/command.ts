import type { Commands } from "../../command-line/commands.js";
import { addExamples, addTimeOptions, wholeNumber } from "../../command-line/options.js";
import type { StatsOptions } from "./run.js";

export function addStats({ program, run }: Commands): void {
  const command = program
    .command("stats")
    .description("Count events by time and by type.")
    .argument("[query...]", "such as origin:orders")
    .option("--max-units <units>", "the most read units to spend", wholeNumber(1, 1_000_000))
    .option("--fail-empty", "exit with code 3 if nothing is found");
  addTimeOptions(command, "1h");
  addExamples(command, [
    "service-events stats --since 24h",
    "service-events stats event:JOB_FAILED --since 7d --json",
  ]);
  command.action(
    run(async (cli, text: string[], options: StatsOptions) => {
      const { runStats } = await import("./run.js");
      return runStats(cli, text.join(" "), options);
    }),
  );
}

import type { Commands } from "./commands.js";
import { addExamples, addTimeOptions, type TimeOptions, wholeNumber } from "./options.js";

export interface StatsOptions extends TimeOptions {
  maxUnits?: number;
  failEmpty?: boolean;
}

export function addStats({ program, run }: Commands): void {
  const command = program
    .command("stats")
    .description("Counts events by time and by type.")
    .argument("[query...]", "such as origin:orders")
    .option("--max-units <units>", "read units that may be spent", wholeNumber(1, 1_000_000))
    .option("--fail-empty", "exit with 3 when there is nothing");
  addTimeOptions(command, "1h");
  addExamples(command, [
    "service-events stats --since 24h",
    "service-events stats event:JOB_FAILED --since 7d --json",
  ]);
  command.action(
    run(async (cli, text: string[], options: StatsOptions) => {
      const { runStats } = await import("../reading/stats.js");
      return runStats(cli, text.join(" "), options);
    }),
  );
}

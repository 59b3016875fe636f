import type { Commands } from "../../command-line/commands.js";
import { addCountOptions, addExamples } from "../../command-line/options.js";
import type { CountOptions } from "../../reading/counting.js";

export function addStats({ program, run }: Commands): void {
  const command = program
    .command("stats")
    .description("Count events by time and by type.")
    .argument("[query...]", "such as origin:orders");
  addCountOptions(command);
  addExamples(command, [
    "service-events stats --since 24h",
    "service-events stats event:JOB_FAILED --since 7d --json",
  ]);
  command.action(
    run(async (cli, text: string[], options: CountOptions) => {
      const { runStats } = await import("./run.js");
      return runStats(cli, text.join(" "), options);
    }),
  );
}

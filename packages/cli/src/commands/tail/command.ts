import type { Commands } from "../../command-line/commands.js";
import { addExamples, addFormatOptions, wholeNumber } from "../../command-line/options.js";
import type { TailOptions } from "./run.js";

export function addTail({ program, run }: Commands): void {
  const command = program
    .command("tail")
    .description("Show the newest events, newest last; follow the log with -f.")
    .argument("[query...]", "such as origin:orders level:>=warn")
    .option("-f, --follow", "keep printing events as they are stored, until Ctrl-C")
    .option("-n, --lines <count>", "events to begin with, up to 1000", wholeNumber(0, 1_000), 10)
    .option(
      "--since <time>",
      "the earliest time: 2h, 1h30m, yesterday or an ISO time (default: 1h)",
    );
  addFormatOptions(command, ["table", "ndjson", "csv"]);
  addExamples(command, [
    "service-events tail -f",
    "service-events tail -f level:>=warn -event:JOB_STARTED",
    "service-events tail -n 100 origin:orders --since 1d",
  ]);
  command.action(
    run(async (cli, text: string[], options: TailOptions) => {
      const { runTail } = await import("./run.js");
      return runTail(cli, text.join(" "), options);
    }),
  );
}

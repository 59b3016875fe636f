import type { Commands } from "../../command-line/commands.js";
import { addExamples, addLineOptions, addTimeOptions } from "../../command-line/options.js";
import type { VerifyOptions } from "./run.js";

export function addVerify({ program, run }: Commands): void {
  const command = program
    .command("verify")
    .description(
      "Compare the log with a file by id and field by field, and report the differences.",
    )
    .argument("[query...]", "the query that the file was made with, such as origin:orders")
    .requiredOption(
      "--against <file>",
      "an export, our own or another system's, gzipped or not, in any order",
    )
    .option("--query <text>", "the query as one argument, such as 'origin:orders since:90d'")
    .option("--ids", "compare ids only: each line needs just an id or an sk");
  addLineOptions(command);
  addTimeOptions(command, "from the first to the last event of the file");
  addExamples(command, [
    "service-events verify --against day.ndjson.gz",
    "service-events verify origin:orders --against orders.ndjson --table event-log-copy --json",
    "service-events verify --against events.jsonl --from posthog",
  ]);
  command.action(
    run(async (cli, text: string[], options: VerifyOptions) => {
      const { runVerify } = await import("./run.js");
      return runVerify(cli, text.join(" "), options);
    }),
  );
}

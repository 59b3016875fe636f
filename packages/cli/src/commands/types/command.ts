import type { Commands } from "../../command-line/commands.js";
import { addExamples, addTimeOptions, wholeNumber } from "../../command-line/options.js";
import type { TypesOptions } from "./run.js";

export function addTypes({ program, run }: Commands): void {
  const command = program
    .command("types")
    .description(
      "Lists the types of events: what the catalogues say, counts, and where they differ.",
    )
    .argument("[query...]", "what is counted, such as origin:orders")
    .option("--max-units <units>", "read units that may be spent", wholeNumber(1, 1_000_000))
    .option("--fail-empty", "exit with 3 when there is nothing");
  addTimeOptions(command, "1h");
  addExamples(command, [
    "service-events types",
    "service-events types origin:orders --since 7d --json",
  ]);
  command.action(
    run(async (cli, text: string[], options: TypesOptions) => {
      const { runTypes } = await import("./run.js");
      return runTypes(cli, text.join(" "), options);
    }),
  );
}

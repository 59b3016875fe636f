import type { Commands } from "../../command-line/commands.js";
import { addExamples, addTimeOptions, wholeNumber } from "../../command-line/options.js";
import type { TypesOptions } from "./run.js";

export function addTypes({ program, run }: Commands): void {
  const command = program
    .command("types")
    .description(
      "List event types: what the catalogues declare, how many events there are, and undeclared types.",
    )
    .argument("[query...]", "which events are counted, such as origin:orders")
    .option("--max-units <units>", "the most read units to spend", wholeNumber(1, 1_000_000))
    .option("--fail-empty", "exit with code 3 if nothing is found");
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

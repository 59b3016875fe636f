import type { Commands } from "../../command-line/commands.js";
import { addCountOptions, addExamples } from "../../command-line/options.js";
import type { CountOptions } from "../../reading/counting.js";

export function addTypes({ program, run }: Commands): void {
  const command = program
    .command("types")
    .description(
      "List event types: what the catalogues declare, how many events there are, and undeclared types.",
    )
    .argument("[query...]", "which events are counted, such as origin:orders");
  addCountOptions(command);
  addExamples(command, [
    "service-events types",
    "service-events types origin:orders --since 7d --json",
  ]);
  command.action(
    run(async (cli, text: string[], options: CountOptions) => {
      const { runTypes } = await import("./run.js");
      return runTypes(cli, text.join(" "), options);
    }),
  );
}

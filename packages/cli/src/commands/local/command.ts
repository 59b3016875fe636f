import type { Commands } from "../../command-line/commands.js";
import { addExamples, wholeNumber } from "../../command-line/options.js";
import type { LocalCommandOptions } from "./run.js";

export function addLocal({ program, run }: Commands): void {
  const command = program
    .command("local")
    .description("Run a synthesized CDK app with an event log on this machine, until Ctrl-C.")
    .argument("[folder]", "the output of `cdk synth`", "cdk.out")
    .option(
      "--port <number>",
      "the port of the HTTP API (default: a free one)",
      wholeNumber(0, 65_535),
    )
    .option(
      "--persist <folder>",
      "keep the tables in this folder (default: discard them at the end)",
    );
  addExamples(command, [
    "service-events local",
    "service-events local cdk.out --port 4000 --persist .service-events/data",
  ]);
  command.action(
    run(async (cli, folder: string, options: LocalCommandOptions) => {
      const { runLocal } = await import("./run.js");
      return runLocal(cli, folder, options);
    }),
  );
}

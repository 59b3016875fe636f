import { Option } from "commander";
import type { Commands } from "../../command-line/commands.js";
import { addExamples } from "../../command-line/options.js";
import type { GetOptions } from "./run.js";

export function addGet({ program, run }: Commands): void {
  const command = program
    .command("get")
    .description("Show everything about one event.")
    .argument("<id>", "the event's id, as --fields id prints it")
    .addOption(
      new Option("--format <format>", "default: detail on a terminal, json otherwise").choices([
        "detail",
        "json",
      ]),
    );
  addExamples(command, ["service-events get orders@2026-11-24T02:48:15.096003Z@JOB_FAILED@k3xw9d"]);
  command.action(
    run(async (cli, id: string, options: GetOptions) => {
      const { runGet } = await import("./run.js");
      return runGet(cli, id, options);
    }),
  );
}

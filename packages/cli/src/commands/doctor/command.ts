import type { Commands } from "../../command-line/commands.js";
import { addExamples } from "../../command-line/options.js";

export function addDoctor({ program, run }: Commands): void {
  const command = program
    .command("doctor")
    .description(
      "Check credentials, the table, its indexes and settings, and permissions. Changes nothing.",
    );
  addExamples(command, ["service-events doctor", "service-events doctor --profile prod --json"]);
  command.action(
    run(async (cli) => {
      const { runDoctor } = await import("./run.js");
      return runDoctor(cli);
    }),
  );
}

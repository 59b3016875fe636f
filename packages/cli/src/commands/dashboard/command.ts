import type { Commands } from "../../command-line/commands.js";
import { addExamples, wholeNumber } from "../../command-line/options.js";
import type { DashboardCommandOptions } from "./run.js";

export function addDashboard({ program, run }: Commands): void {
  const command = program
    .command("dashboard")
    .description("Serve a read-only dashboard to a browser on this machine, until Ctrl-C.")
    .option("--port <number>", "the port (default: a free one)", wholeNumber(0, 65_535))
    .option("--no-open", "print the address without opening a browser");
  addExamples(command, [
    "service-events dashboard",
    "service-events dashboard --table event-log --profile prod --region eu-west-1",
    "service-events dashboard --port 4700 --no-open",
  ]);
  command.action(
    run(async (cli, options: DashboardCommandOptions) => {
      const { runDashboard } = await import("./run.js");
      return runDashboard(cli, options);
    }),
  );
}

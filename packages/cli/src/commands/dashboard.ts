import type { Commands } from "./commands.js";
import { addExamples, wholeNumber } from "./options.js";

export interface DashboardCommandOptions {
  port?: number;
  open: boolean;
}

export function addDashboard({ program, run }: Commands): void {
  const command = program
    .command("dashboard")
    .description("Shows the log in a browser of this machine, read-only, until Ctrl-C.")
    .option("--port <number>", "the port (default: a free one)", wholeNumber(0, 65_535))
    .option("--no-open", "print the address and open no browser");
  addExamples(command, [
    "service-events dashboard",
    "service-events dashboard --table event-log --profile prod --region eu-west-1",
    "service-events dashboard --port 4700 --no-open",
  ]);
  command.action(
    run(async (cli, options: DashboardCommandOptions) => {
      const { runDashboard } = await import("../dashboard/dashboard.js");
      return runDashboard(cli, options);
    }),
  );
}

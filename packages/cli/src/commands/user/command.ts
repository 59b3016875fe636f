import type { Commands } from "../../command-line/commands.js";
import {
  addExamples,
  addFormatOptions,
  addTimeOptions,
  wholeNumber,
} from "../../command-line/options.js";
import type { UserOptions } from "./run.js";

export function addUser({ program, run }: Commands): void {
  const command = program
    .command("user")
    .description("Show the events of a user, newest first.")
    .argument("<user>", "the user's id")
    .argument("[query...]", "further terms, such as level:error")
    .option("-n, --limit <count>", "events to show, up to 1000", wholeNumber(1, 1_000), 50);
  addTimeOptions(command, "everything stored: only the events shown are read");
  addFormatOptions(command, ["table", "ndjson", "json", "csv"]);
  addExamples(command, [
    "service-events user u_1",
    "service-events user u_1 level:error --since 30d",
  ]);
  command.action(
    run(async (cli, user: string, text: string[], options: UserOptions) => {
      const { runUser } = await import("./run.js");
      return runUser(cli, user, text.join(" "), options);
    }),
  );
}

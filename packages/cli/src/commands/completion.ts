import { Argument } from "commander";
import type { Commands } from "./commands.js";
import { addExamples } from "./options.js";

export type Shell = "bash" | "zsh" | "fish";

/** The hidden command that the scripts call; its arguments are the words of the command line that is being written. */
export const COMPLETE = "__complete";

export function addCompletion({ program, run }: Commands): void {
  const command = program
    .command("completion")
    .description("Prints a script that completes commands, options, origins and event types.")
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh", "fish"]));
  addExamples(command, [
    "source <(service-events completion bash)",
    "service-events completion zsh > ~/.zfunc/_service-events",
    "service-events completion fish | source",
  ]);
  command.action(
    run(async (cli, shell: Shell) => {
      const { runCompletion } = await import("../completion/scripts.js");
      return runCompletion(cli, shell);
    }),
  );
  program
    .command(COMPLETE, { hidden: true })
    .argument("[words...]")
    .helpOption(false)
    .allowUnknownOption()
    .action(
      run(async (cli, words: string[]) => {
        const { runComplete } = await import("../completion/complete.js");
        return runComplete(cli, program, words);
      }),
    );
}

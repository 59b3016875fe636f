import { Argument } from "commander";
import type { Commands } from "../../command-line/commands.js";
import { addExamples } from "../../command-line/options.js";
import { COMPLETE, SHELLS, type Shell } from "./shells.js";

export function addCompletion({ program, run }: Commands): void {
  const command = program
    .command("completion")
    .description("Print a shell completion script: commands, options, origins and event types.")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS));
  addExamples(command, [
    "source <(service-events completion bash)",
    "service-events completion zsh > ~/.zfunc/_service-events",
    "service-events completion fish | source",
  ]);
  command.action(
    run(async (cli, shell: Shell) => {
      const { runCompletion } = await import("./run.js");
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
        const { runComplete } = await import("./complete.js");
        return runComplete(cli, program, words);
      }),
    );
}

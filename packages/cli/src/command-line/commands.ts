import type { Command } from "commander";
import type { Cli } from "../cli.js";
import type { ExitCode } from "../exit-code.js";

/** What a command is added with. */
export interface Commands {
  program: Command;
  /** Wraps the action of a command: passes its context, and keeps its exit code. */
  run<Args extends unknown[]>(
    work: (cli: Cli, ...args: Args) => Promise<ExitCode>,
  ): (...args: [...Args, Command]) => Promise<void>;
}

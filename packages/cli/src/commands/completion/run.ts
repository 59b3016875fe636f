import type { Cli } from "../../cli.js";
import { EXIT, type ExitCode } from "../../exit-code.js";
import { SCRIPTS } from "./scripts.js";
import type { Shell } from "./shells.js";

/** `service-events completion`: prints a script for a shell. */
export async function runCompletion(cli: Cli, shell: Shell): Promise<ExitCode> {
  await cli.out.line(SCRIPTS[shell]);
  return EXIT.ok;
}

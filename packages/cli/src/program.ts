import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { type Cli, createCli, type GlobalOptions } from "./cli.js";
import type { Commands } from "./command-line/commands.js";
import { addCompletion } from "./commands/completion/command.js";
import { addDashboard } from "./commands/dashboard/command.js";
import { addDoctor } from "./commands/doctor/command.js";
import { addExport } from "./commands/export/command.js";
import { addGet } from "./commands/get/command.js";
import { addImport } from "./commands/import/command.js";
import { addLocal } from "./commands/local/command.js";
import { addQuery } from "./commands/query/command.js";
import { addRedact } from "./commands/redact/command.js";
import { addReplay } from "./commands/replay/command.js";
import { addSend } from "./commands/send/command.js";
import { addStats } from "./commands/stats/command.js";
import { addTail } from "./commands/tail/command.js";
import { addTypes } from "./commands/types/command.js";
import { addUser } from "./commands/user/command.js";
import { addVerify } from "./commands/verify/command.js";
import type { ExitCode } from "./exit-code.js";
import type { Io } from "./io.js";

const EXIT_CODES = `
Exit codes: 0 success, 1 failure, 2 usage error, 3 nothing found with --fail-empty, 4 credentials or permissions,
  5 throttled or incomplete, 130 interrupted`;

/** Makes the command line. Commands are loaded only when they run, so that help and completion stay quick. */
export function createProgram(io: Io, keep: (exitCode: ExitCode) => void): Command {
  const program = new Command("service-events")
    .description("Read and write an event log: tail, search, export, import, replay, send, verify.")
    .version(readVersion(), "-V, --version")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => {},
    })
    .configureHelp({ showGlobalOptions: true })
    .helpCommand(true)
    .addHelpText("after", EXIT_CODES);
  addGlobalOptions(program);
  const commands: Commands = {
    program,
    run:
      <Args extends unknown[]>(work: (cli: Cli, ...args: Args) => Promise<ExitCode>) =>
      async (...all: [...Args, Command]) => {
        const command = all.at(-1) as Command;
        const args = all.slice(0, -1) as Args;
        keep(await work(createCli(io, command.optsWithGlobals<GlobalOptions>()), ...args));
      },
  };
  for (const add of [
    addTail,
    addQuery,
    addGet,
    addUser,
    addStats,
    addTypes,
    addExport,
    addImport,
    addRedact,
    addReplay,
    addSend,
    addVerify,
    addDashboard,
    addDoctor,
    addLocal,
    addCompletion,
  ]) {
    add(commands);
  }
  return program;
}

function addGlobalOptions(program: Command): void {
  program
    .option(
      "--table <name>",
      "the table (default: EVENT_LOG_TABLE, the local log, the outputs of the stacks)",
    )
    .option("--stack <name>", "read the table name from the outputs of this stack")
    .option("--profile <name>", "the AWS profile")
    .option("--region <name>", "the AWS region")
    .option("--endpoint <url>", "another DynamoDB endpoint, such as http://127.0.0.1:8000")
    .option("--json", "data and errors as JSON")
    .addOption(
      new Option("--color <when>", "color the output")
        .choices(["auto", "always", "never"])
        .default("auto"),
    )
    .option("--utc", "show times in UTC instead of the local time zone")
    .option("--quiet", "print only data and errors");
}

function readVersion(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

import { escapeHidden, toSafeJson } from "@service-events/schema";
import { CommanderError } from "commander";
import { Interrupted } from "./errors.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import type { Io } from "./io.js";
import { createProgram } from "./program.js";
import { type Report, toReport } from "./report.js";
import { createColors, wantsColor } from "./terminal/color.js";

/**
 * Runs one command line.
 *
 * @param argv Without the program's own name.
 * @returns The exit code; never rejects.
 */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(shieldNegations(argv), { from: "user" });
    return exitCode;
  } catch (error) {
    return fail(error, argv, io);
  }
}

/**
 * A negated term, `-level:debug`, looks like an option. A leading space, which queries ignore, makes it an argument.
 */
function shieldNegations(argv: readonly string[]): string[] {
  return argv.map((argument) => (/^-[a-z]{2,}[.:]/i.test(argument) ? ` ${argument}` : argument));
}

function fail(error: unknown, argv: readonly string[], io: Io): ExitCode {
  if (error instanceof CommanderError) {
    // Help and version are printed already.
    if (error.exitCode === 0) return EXIT.ok;
    if (error.code === "commander.help") return EXIT.usage;
  }
  const report = toReport(error);
  // Whoever pressed Ctrl-C knows.
  if (error instanceof Interrupted && !argv.includes("--json")) return report.exitCode;
  print(report, argv, io);
  return report.exitCode;
}

function print({ exitCode: _, ...report }: Report, argv: readonly string[], io: Io): void {
  if (argv.includes("--json")) {
    io.stderr.write(`${toSafeJson(report)}\n`);
    return;
  }
  const { red } = createColors(wantsColor("auto", io.env, io.stderr));
  const hint = report.hint === undefined ? [] : [`  ${report.hint}`];
  const lines = [`service-events: ${report.message}`, ...hint].map(escapeHidden);
  const [first = "", ...rest] = lines;
  io.stderr.write(`${[red(first), ...rest].join("\n")}\n`);
}

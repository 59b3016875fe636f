import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { ENVIRONMENT, type Run, type RunOptions } from "./run-cli.js";

const MAIN = join(import.meta.dirname, "../src/main.ts");
const TSX = fileURLToPath(import.meta.resolve("tsx"));

const children = new Set<ChildProcessWithoutNullStreams>();

/** Kills what a test started and did not end: for `afterEach`. */
export function killChildren(): void {
  for (const child of children) child.kill("SIGKILL");
}

function keep(child: ChildProcessWithoutNullStreams): ChildProcessWithoutNullStreams {
  children.add(child);
  child.once("close", () => children.delete(child));
  // A child that has ended, or reads nothing, need not be told what it does not want.
  child.stdin.on("error", () => {});
  return child;
}

/** Starts the real program as a child process. */
export function spawnCli(
  args: readonly string[],
  options: RunOptions = {},
): ChildProcessWithoutNullStreams {
  return keep(
    spawn(process.execPath, ["--import", TSX, MAIN, ...args], {
      cwd: options.cwd,
      env: { ...ENVIRONMENT, ...options.env },
    }),
  );
}

/** Runs the real program to its end. */
export async function runBinary(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const child = spawnCli(args, options);
  child.stdin.end(options.input ?? "");
  return ended(child);
}

/** Runs a line of a shell in which `service-events` is the real program. */
export async function runShell(line: string, options: RunOptions = {}): Promise<Run> {
  const program = `${process.execPath} --import ${TSX} ${MAIN}`;
  const child = keep(
    spawn("bash", ["-c", `service-events() { ${program} "$@"; }; ${line}`], {
      cwd: options.cwd,
      env: { ...ENVIRONMENT, ...options.env },
    }),
  );
  child.stdin.end(options.input ?? "");
  return ended(child);
}

/** Starts the real program with a pseudo-terminal of 100 columns as its stdin, stdout and stderr. */
export function spawnInTerminal(
  line: string,
  options: RunOptions = {},
): ChildProcessWithoutNullStreams {
  const program = `${process.execPath} --import ${TSX} ${MAIN}`;
  return keep(
    spawn("script", ["-qec", `stty cols 100 rows 40; exec ${program} ${line}`, "/dev/null"], {
      cwd: options.cwd,
      env: { ...ENVIRONMENT, SHELL: "/bin/sh", ...options.env },
    }),
  );
}

/** Collects what a child prints until it has ended. */
export async function ended(child: ChildProcessWithoutNullStreams): Promise<Run> {
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

/** Waits until a child has printed a text to either stream. */
export function printed(child: ChildProcessWithoutNullStreams, text: string): Promise<void> {
  let seen = "";
  return new Promise((resolve, reject) => {
    const look = (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes(text)) resolve();
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.once("close", () => reject(new Error(`ended without '${text}':\n${seen}`)));
  });
}

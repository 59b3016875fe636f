import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** What came of a run. */
export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** How the program is run. */
export interface RunOptions {
  env?: Record<string, string | undefined>;
  /** What is piped in; stdin is empty without it. */
  input?: string;
  cwd?: string;
}

const MAIN = join(__dirname, "../src/main.ts");
const TSX = require.resolve("tsx");

/** Nothing of the machine that runs the tests: no credentials, no colours, one time zone. */
const ENVIRONMENT: Record<string, string | undefined> = {
  PATH: process.env.PATH,
  HOME: "/nonexistent",
  TZ: "UTC",
  TERM: "xterm",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_REGION: "eu-test-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
};

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
export function startCli(
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
export async function runCli(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const child = startCli(args, options);
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
export function startInTerminal(
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

/** Runs it there to its end; what a terminal shows is all in `stdout`. */
export async function runInTerminal(line: string, options: RunOptions = {}): Promise<Run> {
  const child = startInTerminal(line, options);
  const run = await ended(child);
  return { ...run, stdout: run.stdout.replaceAll("\r\n", "\n") };
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

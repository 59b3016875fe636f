import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { ProgramOptions } from "./programs/setup.js";
import { parseUndelivered, type UndeliveredLine } from "./undelivered-lines.js";

/** The programs beside this file, bundled: real processes, started as quickly as a function is. */
export interface Programs {
  start(name: ProgramName, options: StartOptions): RunningProgram;
  remove(): Promise<void>;
}

export type ProgramName = (typeof NAMES)[number];

export interface StartOptions extends ProgramOptions {
  endpoint: string;
  tableName: string;
  /** Heap, in MB. Default: Node's own. */
  heapMb?: number;
}

/** A program that runs. */
export interface RunningProgram {
  readonly child: ChildProcess;
  /** Resolves once the program has printed that text to stdout. */
  printed(text: string): Promise<void>;
  /** Resolves when the process has ended and its output is read. */
  readonly ended: Promise<Ending>;
}

/** How a program ended, and what it left. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  /** What stderr says besides undelivered lines. */
  readonly stderr: string;
  readonly lines: readonly UndeliveredLine[];
  /** Undelivered lines that hold a registration. */
  readonly registrations: readonly string[];
  /** From start to end. */
  readonly ms: number;
}

const NAMES = [
  "chatty-exit",
  "console",
  "exit-at-once",
  "flush",
  "invocations",
  "natural-end",
  "polite-server",
  "server",
  "storm",
  "async-undelivered",
  "self-logging",
  "spooled",
  "two-copies",
  "uncaught",
] as const;

export async function bundlePrograms(): Promise<Programs> {
  const folder = await mkdtemp(join(tmpdir(), "logger-programs-"));
  const sources = fileURLToPath(new URL("./programs/", import.meta.url));
  await build({
    entryPoints: NAMES.map((name) => join(sources, `${name}.ts`)),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // Its packages are CommonJS and ask for Node's modules as that does.
    banner: {
      js: 'import { createRequire as $cr } from "node:module"; const require = $cr(import.meta.url);',
    },
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "error",
  });
  return {
    start: (name, options) => start(join(folder, `${name}.mjs`), options),
    remove: () => rm(folder, { recursive: true }),
  };
}

function start(file: string, { endpoint, tableName, heapMb, ...options }: StartOptions) {
  const startedAt = Date.now();
  const flags = heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`];
  const child = spawn(process.execPath, [...flags, file], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      EVENT_LOG_TABLE: tableName,
      PROGRAM: JSON.stringify(options),
    },
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ending>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const { lines, registrations, rest } = parseUndelivered(stderr);
      const ms = Date.now() - startedAt;
      resolve({ code, signal, stdout, stderr: rest, lines, registrations, ms });
    });
  });

  async function printed(text: string): Promise<void> {
    while (!stdout.includes(text)) {
      await Promise.race([
        new Promise((resolve) => child.stdout.once("data", resolve)),
        ended.then(({ stderr: why }) => {
          throw new Error(`the program ended before it printed '${text}': ${why}`);
        }),
      ]);
    }
  }

  return { child, printed, ended };
}

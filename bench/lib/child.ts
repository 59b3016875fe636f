import { spawn } from "node:child_process";
import { writeSync } from "node:fs";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";

/** The file descriptor for a child's result, since its stdout may be what is measured. */
const RESULT_FD = 3;

const QUIET = {
  // They may load this process's TypeScript loader in the child.
  NODE_OPTIONS: "",
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
};

export interface ChildOptions {
  env?: Record<string, string>;
  /** The Node.js to run. Default: this process's own. */
  execPath?: string;
  /** Options of Node.js. */
  execArgv?: readonly string[];
}

/**
 * Runs a module in a separate process, with stdout on /dev/null, and returns what it passes to {@link giveResult}.
 *
 * @throws Error when it ends without a result.
 */
export async function runChild<Result>(file: string, options: ChildOptions = {}): Promise<Result> {
  const { env = {}, execPath = process.execPath, execArgv = [] } = options;
  const child = spawn(execPath, [...execArgv, file], {
    stdio: ["ignore", "ignore", "inherit", "pipe"],
    env: { ...process.env, ...QUIET, ...env },
  });
  const json = await text(child.stdio[RESULT_FD] as Readable);
  if (json === "") throw new Error(`${file} ended without a result`);
  return JSON.parse(json) as Result;
}

/** Hands a result, which JSON can say, to the process that called {@link runChild}. */
export function giveResult(result: unknown): void {
  writeSync(RESULT_FD, JSON.stringify(result));
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Answer,
  type ControlPlane,
  type ControlPlaneOptions,
  type DispatchOptions,
  startControlPlane,
} from "./control-plane.js";

/** A function on a Lambda of our own: one environment, which freezes between invocations. */
export interface LambdaFunction {
  /**
   * Invokes the function, after a cold start if there is no environment. Resolves when the function has answered,
   * or, for an invocation that timed out, when its environment is gone.
   */
  invoke(event?: unknown, options?: Partial<DispatchOptions>): Promise<Invoked>;
  /** Ends the environment without a word, as Lambda may do with one that is frozen. */
  recycle(): Promise<void>;
  /** Ends it as Lambda does in good order: with SIGTERM and 500 ms if it has an extension, at once otherwise. */
  shutDown(): Promise<void>;
  /** Extensions that the environment has registered. */
  readonly extensions: number;
  /** Everything that the function has printed so far. */
  readonly stdout: string;
  readonly stderr: string;
  stop(): Promise<void>;
}

/** What came of an invocation. Times are in ms since it was dispatched. */
export interface Invoked {
  readonly requestId: string;
  readonly answer: Answer | { readonly status: "timed out" };
  readonly firstByteMs: number;
  readonly responseMs: number;
  /** When the response was there, in ms since 1970. */
  readonly respondedAt: number;
  /** Resolves with the time after which the environment was frozen, ready for the next invocation. */
  readonly free: Promise<number>;
}

/** How a function is deployed. */
export interface FunctionOptions extends Partial<ControlPlaneOptions> {
  /** The bundle: `.mjs` is loaded as an ES module, `.cjs` as CommonJS. */
  file: string;
  /** The name of the handler's export. Default: `handler`. */
  handler?: string;
  env?: Record<string, string>;
  /** Default: 10,000. */
  timeoutMs?: number;
  /** Whose runtime client runs the function. Default: `own`. */
  runtime?: RuntimeClient;
}

/** Our small runtime client, or AWS's own, which is used where it is installed. */
type RuntimeClient = "own" | "aws-lambda-ric";

const OWN_CLIENT = fileURLToPath(new URL("runtime-client.mjs", import.meta.url));
/** What Lambda grants between SIGTERM and SIGKILL, in ms. */
const SHUTDOWN_MS = 500;
const FUNCTION_NAME = "harness-function";

/** Where AWS's runtime client is installed; undefined if it is not. */
export function findAwsRuntimeClient(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve("aws-lambda-ric/package.json");
    return join(dirname(manifest), "bin", "index.mjs");
  } catch {
    return undefined;
  }
}

interface Environment {
  readonly child: ChildProcess;
  readonly plane: ControlPlane;
  /** Resolves when the process has ended. */
  readonly ended: Promise<unknown>;
  /** When it was frozen, in ms since 1970; undefined while it runs. */
  frozenAt: number | undefined;
  /** Invocations that have not been answered yet. */
  underWay: number;
}

/** Deploys a function. Nothing runs before the first invocation. */
export function createFunction(options: FunctionOptions): LambdaFunction {
  const lanes = options.lanes ?? 1;
  const output = { stdout: "", stderr: "" };
  const waiting = new Set<() => void>();
  let environment: Promise<Environment> | undefined;
  let extensions = 0;

  async function start(): Promise<Environment> {
    const plane = await startControlPlane({ ...options, lanes });
    const child = spawn(process.execPath, commandLine(options), {
      cwd: dirname(options.file),
      env: { ...environmentOf(options, lanes), AWS_LAMBDA_RUNTIME_API: plane.address },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output.stderr += text;
    });
    const ended = once(child, "close");
    const started: Environment = { child, plane, ended, frozenAt: undefined, underWay: 0 };
    plane.onChange = () => check(started);
    child.on("close", () => check(started));
    await until(() => isFree(started));
    extensions = plane.extensions;
    if (!isOver(child)) return started;
    await plane.close();
    throw new Error(`the function did not start: ${plane.initError ?? output.stderr}`);
  }

  /** Freezes an environment as soon as it has nothing to do, and wakes whoever waits for what has happened. */
  function check(running: Environment): void {
    const { child, plane, underWay, frozenAt } = running;
    if (plane.idle && underWay === 0 && frozenAt === undefined && !isOver(child)) {
      child.kill("SIGSTOP");
      running.frozenAt = Date.now();
    }
    for (const wake of waiting) wake();
  }

  function until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        if (!condition()) return;
        waiting.delete(wake);
        resolve();
      };
      waiting.add(wake);
      wake();
    });
  }

  async function discard({ child, plane, ended }: Environment): Promise<void> {
    environment = undefined;
    child.kill("SIGKILL");
    await ended;
    await plane.close();
  }

  /** The environment, once it has nothing to do any more; undefined when there is none. */
  async function settled(): Promise<Environment | undefined> {
    const running = await environment?.catch(() => undefined);
    if (running) await until(() => isFree(running));
    return running;
  }

  async function invoke(
    event: unknown = {},
    given: Partial<DispatchOptions> = {},
  ): Promise<Invoked> {
    environment ??= start();
    const running = await environment;
    const { child, plane } = running;
    await until(() => plane.ready || isOver(child));
    child.kill("SIGCONT");
    running.frozenAt = undefined;
    running.underWay++;
    const timeoutMs = given.timeoutMs ?? options.timeoutMs ?? 10_000;
    const invocation = plane.dispatch(event, { ...given, timeoutMs });
    const since = (time = Date.now()) => time - invocation.startedAt;
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    const free = until(() => isFree(running)).then(() => {
      clearTimeout(timer);
      return since(running.frozenAt);
    });
    await until(() => invocation.answer !== undefined || isOver(child));
    running.underWay--;
    check(running);
    if (isOver(child)) await discard(running);
    const { answer = { status: "timed out" } as const, firstByteAt, respondedAt } = invocation;
    return {
      requestId: invocation.requestId,
      answer,
      firstByteMs: since(firstByteAt),
      responseMs: since(respondedAt),
      respondedAt: respondedAt ?? Date.now(),
      free,
    };
  }

  return {
    invoke,

    async recycle() {
      const running = await settled();
      if (running) await discard(running);
    },

    async shutDown() {
      const running = await settled();
      if (!running) return;
      const { child, plane, ended } = running;
      if (plane.extensions > 0) {
        child.kill("SIGTERM");
        child.kill("SIGCONT");
        await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, SHUTDOWN_MS))]);
      }
      await discard(running);
    },

    get extensions() {
      return extensions;
    },
    get stdout() {
      return output.stdout;
    },
    get stderr() {
      return output.stderr;
    },

    async stop() {
      const running = await environment?.catch(() => undefined);
      if (running) await discard(running);
    },
  };
}

function isFree({ child, frozenAt }: Environment): boolean {
  return frozenAt !== undefined || isOver(child);
}

function isOver(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function commandLine({ file, handler = "handler", runtime = "own" }: FunctionOptions): string[] {
  if (runtime === "own") return [OWN_CLIENT, file, handler];
  const client = findAwsRuntimeClient();
  if (client === undefined) throw new Error("aws-lambda-ric is not installed");
  return [client, `${basename(file, extname(file))}.${handler}`];
}

function environmentOf({ env, file }: FunctionOptions, lanes: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "harness",
    AWS_SECRET_ACCESS_KEY: "harness",
    AWS_LAMBDA_FUNCTION_NAME: FUNCTION_NAME,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
    LAMBDA_TASK_ROOT: dirname(file),
    ...(lanes > 1 && { AWS_LAMBDA_MAX_CONCURRENCY: String(lanes) }),
    ...env,
  };
}

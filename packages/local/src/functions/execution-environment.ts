import { fork } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type {
  FunctionError,
  InvocationResult,
  InvokeMessage,
  RuntimeMessage,
} from "./invocation.js";
import { exitError, timeoutError, withRequestId } from "./runtime-errors.js";

/** One process that runs a function, for one invocation at a time. */
export interface ExecutionEnvironment {
  /**
   * Waits for the process to be ready, then invokes. Never rejects: a failure is a result. One invocation at a time.
   */
  invoke(message: Omit<InvokeMessage, "deadline">): Promise<InvocationResult>;
  /** False once the process has ended or is ending. */
  isAlive(): boolean;
  /** Ends the process, and resolves when it has ended. */
  stop(): Promise<void>;
}

/** Options of {@link startEnvironment}. */
export interface ExecutionEnvironmentOptions {
  /** The folder of the function's code, and the process's working folder. */
  taskRoot: string;
  variables: Record<string, string>;
  timeoutMs: number;
  onLine(stream: "stdout" | "stderr", text: string): void;
}

interface Invocation {
  message: Omit<InvokeMessage, "deadline">;
  settle(result: InvocationResult): void;
  timer: NodeJS.Timeout;
}

const BOOTSTRAP = fileURLToPath(new URL("../../runtime/bootstrap.mjs", import.meta.url));
/** A module that never finishes loading must not hang its callers. Generous, as a busy machine loads slowly. */
const INIT_TIMEOUT_MS = 60_000;

/** Starts a process that loads the function's handler. The first invocation reports a failure to load. */
export function startEnvironment(options: ExecutionEnvironmentOptions): ExecutionEnvironment {
  const child = fork(BOOTSTRAP, [], {
    cwd: options.taskRoot,
    env: options.variables,
    // The default is this process's own arguments, such as a TypeScript loader.
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  forwardLines(child.stdout, (text) => options.onLine("stdout", text));
  forwardLines(child.stderr, (text) => options.onLine("stderr", text));

  let isReady = false;
  /** Why the process is unusable. */
  let failure: FunctionError | undefined;
  let current: Invocation | undefined;

  const finish = (result: InvocationResult) => {
    if (!current) return;
    clearTimeout(current.timer);
    const { settle } = current;
    current = undefined;
    settle(result);
  };
  const failCurrent = (error: FunctionError) => {
    if (!current) return;
    const { requestId } = current.message;
    finish({ ok: false, requestId, error: withRequestId(error, requestId) });
  };
  const fail = (error: FunctionError) => {
    failure ??= error;
    failCurrent(failure);
  };
  // As on Lambda, a timeout ends the process: its state is unknown.
  const timeOutAfter = (ms: number) =>
    setTimeout(() => {
      failure = timeoutError(ms);
      void stop();
    }, ms);

  const deliver = () => {
    if (!current) return;
    clearTimeout(current.timer);
    current.timer = timeOutAfter(options.timeoutMs);
    const deadline = Date.now() + options.timeoutMs;
    child.send({ ...current.message, deadline } satisfies InvokeMessage);
  };

  child.on("message", (received) => {
    const message = received as RuntimeMessage;
    if (message.type === "ready") {
      isReady = true;
      return deliver();
    }
    if (message.type === "failed") return fail(message.error);
    const { requestId } = message;
    if (requestId !== current?.message.requestId) return;
    if (message.type === "error") return finish({ ok: false, error: message.error, requestId });
    finish({ ok: true, value: JSON.parse(message.payload), requestId });
  });
  child.once("error", (error) => fail(exitError(error.message)));
  child.once("exit", (code, signal) => {
    const settle = () => fail(exitError(code, signal));
    // Messages that the process sent before it ended may still arrive.
    if (child.connected) child.once("disconnect", settle);
    else settle();
  });

  async function stop() {
    failure ??= exitError("it was stopped");
    if (child.exitCode !== null || child.signalCode !== null || !child.pid) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  return {
    invoke: (message) =>
      new Promise((settle) => {
        current = { message, settle, timer: timeOutAfter(INIT_TIMEOUT_MS) };
        if (failure) return failCurrent(failure);
        if (isReady) deliver();
      }),
    isAlive: () => failure === undefined,
    stop,
  };
}

function forwardLines(stream: Readable | null, onLine: (text: string) => void): void {
  if (stream) createInterface({ input: stream }).on("line", onLine);
}

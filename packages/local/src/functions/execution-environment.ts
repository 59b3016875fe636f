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
   * Waits for the process to be ready, then invokes. Never rejects: whatever goes wrong is a result. The next
   * invocation may begin when this one is settled.
   */
  invoke(message: Omit<InvokeMessage, "deadline">): Promise<InvocationResult>;
  /** False once the process has ended or is about to. */
  isAlive(): boolean;
  /** Ends the process, and resolves when it is gone. */
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
/** A module that never finishes loading must not hang its callers. A busy machine loads slowly, though. */
const INIT_TIMEOUT_MS = 60_000;

/** Starts a process that loads the function's handler; the first invocation finds out whether it could. */
export function startEnvironment(options: ExecutionEnvironmentOptions): ExecutionEnvironment {
  const child = fork(BOOTSTRAP, [], {
    cwd: options.taskRoot,
    env: options.variables,
    // Left out, it would be this process's own: a loader for TypeScript, say.
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  forwardLines(child.stdout, (text) => options.onLine("stdout", text));
  forwardLines(child.stderr, (text) => options.onLine("stderr", text));

  let isReady = false;
  /** Why the process cannot be used any more. */
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
  // After a time-out nobody knows what the process is at: as on Lambda its end is the answer.
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
    // What the process sent before it ended may still be on its way.
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

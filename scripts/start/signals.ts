/** What shells expect of a command that a signal ended: 128 plus the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const SAME_SIGNAL_MS = 500;
const PARENT_CHECK_MS = 500;

/**
 * Runs until the work is done or a signal arrives. A second signal exits without waiting.
 *
 * @param work stops when its signal aborts, and returns the exit code otherwise
 * @returns the exit code
 */
export async function untilSignal(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  let code: number | undefined;
  let stoppedAt = 0;
  const stop = (exitCode: number) => {
    if (code !== undefined) {
      // The terminal and npm may both forward the same signal.
      if (Date.now() - stoppedAt > SAME_SIGNAL_MS) process.exit(exitCode);
      return;
    }
    code = exitCode;
    stoppedAt = Date.now();
    controller.abort();
  };
  for (const [name, exitCode] of Object.entries(EXIT_CODES)) {
    process.on(name, () => stop(exitCode));
  }
  const stopWatching = whenOrphaned(() => stop(EXIT_CODES.SIGTERM));
  try {
    const result = await work(controller.signal);
    return code ?? result;
  } catch (error) {
    if (code !== undefined) return code;
    throw error;
  } finally {
    stopWatching();
  }
}

/** npm runs scripts in a shell, and a SIGTERM that ends the shell never reaches this process. */
function whenOrphaned(callback: () => void): () => void {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, PARENT_CHECK_MS);
  return () => clearInterval(timer);
}

/**
 * Makes a signal that aborts when another one does, or with a `TimeoutError` once the time is up.
 *
 * `AbortSignal.any([signal, AbortSignal.timeout(ms)])` would do the same, but Node holds its sources weakly: after a garbage
 * collection the timeout may never fire (nodejs/node#57867).
 *
 * @param ms The time in milliseconds; like that of `AbortSignal.timeout` it keeps no process alive.
 * @example
 * await log.query("event:JOB_FAILED since:1h", { signal: withTimeout(request.signal, 20_000) });
 */
export function withTimeout(signal: AbortSignal, ms: number): AbortSignal {
  const controller = new AbortController();
  const timer = setTimeout(
    () => abort(new DOMException("The operation timed out.", "TimeoutError")),
    ms,
  );
  timer.unref();
  const follow = () => abort(signal.reason);
  function abort(reason: unknown): void {
    clearTimeout(timer);
    signal.removeEventListener("abort", follow);
    controller.abort(reason);
  }
  if (signal.aborted) follow();
  else signal.addEventListener("abort", follow);
  return controller.signal;
}

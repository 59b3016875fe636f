/** How long a caller waits, at the most, for the events of its invocation, in ms. */
const AWAIT_LIMIT_MS = 3_000;
/** How long an environment is kept busy, at the most, for events after the response, in ms. */
const AFTER_RESPONSE_LIMIT_MS = 10_000;
/** Time, in ms, that a flush leaves before the function's timeout for what comes after it. */
const MARGIN_MS = 200;
/** How long before the timeout it is recorded, in ms. */
const GUARD_MS = 500;
/** Lambda allows 15 minutes; a larger value is not a remaining time. */
const LONGEST_INVOCATION_MS = 24 * 60 * 60 * 1_000;

/** When an invocation times out, by the monotonic clock; undefined if unknown, as in tests. */
export function timeoutOf(context: unknown): number | undefined {
  const remaining = remainingOf(context);
  if (typeof remaining !== "number") return undefined;
  return remaining > 0 && remaining < LONGEST_INVOCATION_MS
    ? performance.now() + remaining
    : undefined;
}

function remainingOf(context: unknown): unknown {
  try {
    return (context as { getRemainingTimeInMillis?(): unknown }).getRemainingTimeInMillis?.();
  } catch {
    // A test's context may have methods that throw.
    return undefined;
  }
}

/** How long a flush may keep the caller waiting, in ms. */
export function awaitMs(timeoutAt: number | undefined): number {
  return bounded(timeoutAt, AWAIT_LIMIT_MS);
}

/** How long a flush may go on after the response, in ms. */
export function afterResponseMs(timeoutAt: number | undefined): number {
  return bounded(timeoutAt, AFTER_RESPONSE_LIMIT_MS);
}

function bounded(timeoutAt: number | undefined, limitMs: number): number {
  if (timeoutAt === undefined) return limitMs;
  return Math.max(0, Math.min(limitMs, timeoutAt - MARGIN_MS - performance.now()));
}

/**
 * Calls back shortly before the timeout: 500 ms, or half of the time if there is less than a second.
 *
 * @returns a function that cancels it.
 */
export function beforeTimeout(
  timeoutAt: number | undefined,
  callback: (remainingMs: number) => void,
): () => void {
  if (timeoutAt === undefined) return () => {};
  const remaining = timeoutAt - performance.now();
  const guard = Math.min(GUARD_MS, remaining / 2);
  // The timer must not keep an idle process alive.
  const timer = setTimeout(callback, remaining - guard, Math.round(guard)).unref();
  return () => clearTimeout(timer);
}

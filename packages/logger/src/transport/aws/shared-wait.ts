/** Waits for a shared answer, until the signal aborts. */
export type SharedWait<T> = (signal: AbortSignal) => Promise<T>;

/** After this many ms without an answer, the request is made again. */
const ASK_AGAIN_MS = 60_000;

/**
 * Makes one request for all concurrent waiters. A credential provider may never answer: each waiter then leaves with its
 * signal, the pending request keeps no reference to it, and a new request is made at most once a minute.
 */
export function createSharedWait<T>(ask: () => Promise<T>): SharedWait<T> {
  let asked: { readonly at: number; readonly waiting: Set<Waiting<T>> } | undefined;

  function start() {
    const question = { at: performance.now(), waiting: new Set<Waiting<T>>() };
    function end(settle: (waiting: Waiting<T>) => void): void {
      if (asked === question) asked = undefined;
      question.waiting.forEach(settle);
    }
    ask().then(
      (answer) => end(({ resolve }) => resolve(answer)),
      (error) => end(({ reject }) => reject(error)),
    );
    return question;
  }

  return function wait(signal) {
    if (asked === undefined || performance.now() - asked.at > ASK_AGAIN_MS) asked = start();
    const { waiting } = asked;
    return new Promise<T>((resolve, reject) => {
      const own = { resolve, reject };
      waiting.add(own);
      signal.addEventListener("abort", () => {
        waiting.delete(own);
        reject(signal.reason);
      });
    });
  };
}

interface Waiting<T> {
  resolve(answer: T): void;
  reject(reason: unknown): void;
}

/** Waits for the answer that others wait for too, until the signal aborts. */
export type SharedWait<T> = (signal: AbortSignal) => Promise<T>;

/** A question that was not answered for so long, in ms, is asked again. */
const ASK_AGAIN_MS = 60_000;

/**
 * Asks once for all who wait at the same time. A provider of credentials may never answer: then each who waits leaves
 * with its signal, and nothing of it is kept by the question, which is asked again once a minute at most.
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

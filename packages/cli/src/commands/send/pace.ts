import { setTimeout } from "node:timers/promises";

/** Keeps to so many events a second. */
export interface Pace {
  /** Waits until so many more may go. Rejects with the signal's reason. */
  wait(events: number): Promise<void>;
}

/** A pause is not made up for: what was not sent meanwhile does not come all at once. */
export function createPace(rate: number, signal: AbortSignal): Pace {
  let next = 0;
  return {
    async wait(events) {
      const now = performance.now();
      if (next > now) await setTimeout(next - now, undefined, { signal }).catch(() => {});
      signal.throwIfAborted();
      next = Math.max(now, next) + (events / rate) * 1_000;
    },
  };
}

import type { Clock } from "../../io.js";

/** Limits the events per second. */
export interface Pace {
  /** Waits until that many more may be sent. Rejects with the signal's reason. */
  wait(events: number): Promise<void>;
}

/** After a pause it does not catch up with a burst. */
export function createPace(rate: number, clock: Clock, signal: AbortSignal): Pace {
  let next = 0;
  return {
    async wait(events) {
      const now = clock.now();
      if (next > now) await clock.wait(next - now, signal).catch(() => {});
      signal.throwIfAborted();
      next = Math.max(now, next) + (events / rate) * 1_000;
    },
  };
}

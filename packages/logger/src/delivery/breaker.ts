/** Knows whether a sink is down, so that its events need not wait for it again and again. */
export interface Breaker {
  /** Why the sink is considered down; undefined while it is not. */
  readonly down: string | undefined;
  /** Whether it is down and it is too early to try again. */
  readonly tooEarly: boolean;
  /** A flush could settle nothing, or a probe failed: the next probe waits longer than the last. */
  trip(reason: string): void;
  /** The sink answered. */
  reset(): void;
}

/** The time, in ms, until the first probe. It doubles with each that fails. */
const FIRST_PROBE_MS = 2_000;
const LONGEST_INTERVAL_MS = 60_000;

export function createBreaker(): Breaker {
  let down: string | undefined;
  let intervalMs = 0;
  let since = { monotonic: 0, wall: 0 };

  return {
    get down() {
      return down;
    },

    get tooEarly() {
      if (down === undefined) return false;
      // The monotonic clock may stand still while an environment is frozen, and the wall clock may be set back.
      const elapsed = Math.max(performance.now() - since.monotonic, Date.now() - since.wall);
      return elapsed < intervalMs;
    },

    trip(reason) {
      intervalMs =
        down === undefined ? FIRST_PROBE_MS : Math.min(LONGEST_INTERVAL_MS, 2 * intervalMs);
      down = reason;
      since = { monotonic: performance.now(), wall: Date.now() };
    },

    reset() {
      down = undefined;
    },
  };
}

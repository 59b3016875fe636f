import type { Undelivered } from "./undelivered.js";

/** The bounds of a delivery. Wrong ones throw a RangeError when the writer is made. */
export interface DeliveryOptions {
  /** Records that may wait; more go to `undelivered`. Default: 20,000. */
  queueRecords?: number;
  /**
   * Bytes that may wait, of encoded text or, where that is compressed, of payload; more go to `undelivered`. Text and
   * payload are both kept, so the memory in use is up to twice as much. Default: 32 MiB.
   */
  queueBytes?: number;
  /** How long a record waits for company before it is sent, in ms. Default: 5. */
  lingerMs?: number;
  /** Requests under way at once. Default: 4. */
  concurrency?: number;
  /** How long one request may take, in ms. Default: 3,000. */
  attemptTimeoutMs?: number;
  /** How long a record is retried, in ms, when no flush sets a nearer deadline. Default: 120,000. */
  giveUpAfterMs?: number;
  /** Receives what is not delivered. Default: one JSON line a record on stderr. */
  undelivered?: Undelivered;
}

/** Node's timers know no longer time, in ms: almost 25 days. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

const DEFAULTS = {
  queueRecords: 20_000,
  queueBytes: 32 * 1024 * 1024,
  lingerMs: 5,
  concurrency: 4,
  attemptTimeoutMs: 3_000,
  giveUpAfterMs: 120_000,
};

type Limits = typeof DEFAULTS;

/** Fills in the defaults and checks the rest. */
export function resolveOptions(options: DeliveryOptions): Limits {
  const limits = { ...DEFAULTS };
  for (const name of Object.keys(DEFAULTS) as (keyof Limits)[]) {
    const value = options[name];
    if (value === undefined) continue;
    const least = name === "lingerMs" ? 0 : 1;
    const most = name.endsWith("Ms") ? MAX_TIMER_MS : Number.MAX_SAFE_INTEGER;
    if (!(typeof value === "number" && value >= least && value <= most)) {
      throw new RangeError(
        `${name} must be a number from ${least} to ${most}, received ${String(value)}`,
      );
    }
    limits[name] = value;
  }
  if (options.undelivered !== undefined && typeof options.undelivered !== "function") {
    throw new TypeError(`undelivered must be a function, received ${typeof options.undelivered}`);
  }
  return limits;
}

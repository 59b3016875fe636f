import { MAX_TIMER_MS } from "../deadline.js";
import type { Sink } from "../sink.js";
import type { Undelivered } from "./undelivered.js";

/** The bounds of a delivery. Wrong ones throw a RangeError or TypeError when the writer is made. */
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
  /**
   * How long one request may take, in ms, and a ms more for each KB of it. Default: a third of a flush, 1,000, and 10,000 for
   * most sinks outside of AWS.
   */
  attemptTimeoutMs?: number;
  /** How long a record may wait, in ms, when no flush sets a nearer deadline. Default: 120,000. */
  giveUpAfterMs?: number;
  /**
   * What becomes of events while the sink is down, that is after a flush that could settle nothing: `hand-over` gives
   * them to `undelivered` at once and tries the sink again at growing intervals; `wait` keeps them within the bounds
   * of the queue. Default: `hand-over` on Lambda, where each invocation would wait again, else `wait`.
   */
  whenDown?: "hand-over" | "wait";
  /**
   * Whether events are delivered, for up to 400 ms, when SIGTERM or SIGINT arrives. `false` leaves signals alone: call
   * `shutdown` then. Default: true.
   */
  signals?: boolean;
  /** Receives what is not delivered. Default: one JSON line a record on stderr. */
  undelivered?: Undelivered;
}

const NUMBERS = {
  queueRecords: 20_000,
  queueBytes: 32 * 1024 * 1024,
  lingerMs: 5,
  concurrency: 4,
  attemptTimeoutMs: 1_000,
  giveUpAfterMs: 120_000,
};

/** The bounds with their defaults. */
export type Limits = typeof NUMBERS & Required<Pick<DeliveryOptions, "whenDown" | "signals">>;

/** Fills in the defaults and checks the rest. */
export function resolveOptions(options: DeliveryOptions, sink: Sink): Limits {
  const { attemptTimeoutMs = NUMBERS.attemptTimeoutMs } = sink;
  const { signals = true } = options;
  const limits: Limits = { ...NUMBERS, attemptTimeoutMs, whenDown: whenDown(options), signals };
  for (const name of Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]) {
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

function whenDown({ whenDown: given }: DeliveryOptions): Limits["whenDown"] {
  if (given === undefined) return process.env.AWS_LAMBDA_FUNCTION_NAME ? "hand-over" : "wait";
  if (given === "hand-over" || given === "wait") return given;
  throw new TypeError(`whenDown must be 'hand-over' or 'wait', received '${String(given)}'`);
}

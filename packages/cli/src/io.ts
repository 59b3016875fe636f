import type { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

/** Everything a command takes from its process. */
export interface Io {
  stdin: Readable & { isTTY?: boolean };
  stdout: OutputStream;
  stderr: OutputStream;
  env: NodeJS.ProcessEnv;
  /** The folder in which a log that runs on this machine is looked for. */
  cwd: string;
  /** Aborts with an `Interrupted` on Ctrl-C and SIGTERM. */
  signal: AbortSignal;
  clock: Clock;
}

/** A stream to write to, which may be a terminal. */
export type OutputStream = Writable & { isTTY?: boolean; columns?: number };

/** How commands wait; all times in ms. */
export interface Clock {
  /** Never runs backwards; only differences mean something. */
  now(): number;
  /** Rejects with an `AbortError` when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Pauses between two looks at a log that is followed. */
  pauses: { minPause: number; maxPause: number };
}

/** The clock of this machine. Events show up soon after they are stored, and a quiet log is cheap to follow. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wait: (ms, signal) => delay(ms, undefined, { signal }),
  pauses: { minPause: 1_000, maxPause: 5_000 },
};

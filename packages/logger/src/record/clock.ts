import { randomBytes } from "node:crypto";

/** Gives every event of this process a unique time. */
export interface Clock {
  /** The next time, as `createdAt` has it: microsecond digits that keep the order of events. */
  next(): string;
  /** The last time given, in ms since 1970. */
  readonly ms: number;
}

/**
 * A clock that never gives a time twice and never runs backwards, whatever the system's clock does.
 *
 * Within a millisecond the last three digits count events; the thousandth borrows the next millisecond.
 */
export function createClock(now: () => number = Date.now): Clock {
  let ms = 0;
  let count = 0;
  let prefix = "";

  function startMillisecond(value: number): void {
    ms = value;
    count = 0;
    prefix = new Date(value).toISOString().slice(0, -1);
  }

  return {
    next() {
      const current = now();
      if (current > ms) startMillisecond(current);
      else if (count === 999) startMillisecond(ms + 1);
      else count++;
      return `${prefix}${String(count).padStart(3, "0")}Z`;
    },
    get ms() {
      return ms;
    },
  };
}

/** The clock of this process: one for all its loggers, so that no two events share a sort key. */
export const processClock = createClock();

let id: string | undefined;

/**
 * Eight random characters that stand for this process in sort keys.
 *
 * Generated at the first event, not at import: a snapshot of a loaded process may be restored many times.
 */
export function processId(): string {
  id ??= randomBytes(6).toString("base64url");
  return id;
}

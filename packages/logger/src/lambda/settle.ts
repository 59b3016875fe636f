import type { RecordWriter, WriteEvent } from "../event-writer.js";
import { within } from "../within.js";
import { takeOutside } from "../work-scope.js";

/** Settles the events of one invocation within the given ms. Never rejects. */
export type Settle = (ms: number) => Promise<void>;

/** How much longer, in ms, a flush may take to hand over what is left. */
const HANDING_OVER_MS = 50;

/** Invocations in progress in this process, of all handlers. */
let underWay = 0;

/**
 * Opens an invocation.
 *
 * @param writers those that took its events, by the time it is settled
 */
export function openSettlement(writers: ReadonlyMap<WriteEvent, RecordWriter>): Settle {
  underWay++;
  let open = true;

  return async function settle(ms) {
    const all = new Set(writers.values());
    // Alone, it also waits for what was recorded outside of all invocations: while modules loaded, or after the end of
    // an earlier one. While others are under way it must not: near deadlines would give up what they can still deliver.
    if (underWay === 1) for (const writer of takeOutside()) all.add(writer);
    await flushAll(all, ms);
    if (open) underWay--;
    open = false;
  };
}

/** Flushes writers in parallel, with the same time for each. */
export function flushAll(writers: Iterable<RecordWriter>, ms: number): Promise<void> {
  const deadline = Date.now() + ms;
  const flushes = Array.from(writers, (writer) => writer.flush({ deadline }));
  return within(ms + HANDING_OVER_MS, Promise.all(flushes));
}

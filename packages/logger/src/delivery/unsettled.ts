import type { Pending } from "./queue.js";

/** Everything that was accepted and is not settled yet, in order of acceptance. */
export interface Unsettled extends Iterable<Pending> {
  add(entry: Pending): void;
  /** The entry must be in it. */
  remove(entry: Pending): void;
  readonly oldest: Pending | undefined;
  readonly records: number;
  /** Of the entries' weights. */
  readonly bytes: number;
}

/**
 * A list whose links are the entries' own.
 *
 * Not a Set: each time one grows or shrinks, its old table is left pointing at the new one. The garbage collector
 * takes such a chain for alive until its next full run, and with it every entry that was ever in a table: it copied
 * ten times what was really waiting. A removed entry points at none for the same reason.
 */
export function createUnsettled(): Unsettled {
  let first: Pending | undefined;
  let last: Pending | undefined;
  let records = 0;
  let bytes = 0;

  return {
    add(entry) {
      records++;
      bytes += entry.weight;
      entry.previous = last;
      if (last) last.next = entry;
      else first = entry;
      last = entry;
    },

    remove(entry) {
      records--;
      bytes -= entry.weight;
      const { previous, next } = entry;
      if (previous) previous.next = next;
      else first = next;
      if (next) next.previous = previous;
      else last = previous;
      entry.previous = undefined;
      entry.next = undefined;
    },

    *[Symbol.iterator]() {
      for (let entry = first; entry; entry = entry.next) yield entry;
    },

    get oldest() {
      return first;
    },

    get records() {
      return records;
    },

    get bytes() {
      return bytes;
    },
  };
}

import type { StorableLimits } from "./limits.js";

/** What one marker takes that says what a level had to leave out. */
export const MARKER_BYTES = 64;

/** A level leaves this part of everything to what stands beside it: a long list does not cost an order its total. */
const LEVEL_SHARE = 64;

/** Bytes and values that a snapshot may still take. */
export class Budget {
  bytes = 0;
  nodes = 0;
  /** How often something did not fit. */
  overflows = 0;
  readonly #maxBytes: number;
  readonly #maxNodes: number;
  readonly #byteShare: number;
  readonly #nodeShare: number;

  constructor(limits: Readonly<StorableLimits>) {
    // Once all is used up, every level that is open still writes its marker.
    this.#maxBytes = limits.maxBytes - MARKER_BYTES * (limits.maxDepth + 1);
    this.#maxNodes = limits.maxNodes;
    this.#byteShare = Math.floor(limits.maxBytes / LEVEL_SHARE);
    this.#nodeShare = Math.floor(limits.maxNodes / LEVEL_SHARE);
  }

  /** The bytes that are left at a depth. */
  room(depth: number): number {
    return this.#maxBytes - this.#byteShare * depth - this.bytes;
  }

  /** Whether the object at a depth has no room for one more value, whose key takes `keyBytes`. */
  isFull(depth: number, keyBytes: number): boolean {
    const isFull =
      this.room(depth) < keyBytes + MARKER_BYTES ||
      this.nodes + this.#nodeShare * depth >= this.#maxNodes;
    if (isFull) this.overflows++;
    return isFull;
  }
}

/** Draws a number from 0 up to 1. */
export type Random = () => number;

/** A sequence of random numbers that is the same for the same seed, so that a failing run can be run again. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    // The generator "mulberry32": 32 bits of state are plenty for choosing faults.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

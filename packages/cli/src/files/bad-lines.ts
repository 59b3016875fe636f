import type { Notes } from "../terminal/notes.js";

/** Lines of a file that cannot be used. */
export interface BadLines {
  readonly count: number;
  tell(number: number, problem: string): void;
}

/** Bad lines that are reported; further ones are only counted. */
const MOST_NAMED = 20;

/** Reports bad lines on stderr by number, counted from 1. */
export function createBadLines(notes: Notes): BadLines {
  let count = 0;
  return {
    get count() {
      return count;
    },
    tell(number, problem) {
      count++;
      if (count <= MOST_NAMED) notes.error(`line ${number}: ${problem}`);
      if (count === MOST_NAMED + 1) notes.error("further bad lines are not listed");
    },
  };
}

import type { FunctionLine } from "./functions/invocation.js";

/** Where local says what it does. */
export interface Log {
  /** Something that the person at the keyboard should know. */
  note(text: string): void;
  /** A line that a function printed. */
  functionLine(line: FunctionLine): void;
}

/** Says nothing. */
export const silentLog: Log = { note: () => {}, functionLine: () => {} };

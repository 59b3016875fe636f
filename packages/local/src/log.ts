import type { FunctionLine } from "./functions/invocation.js";

/** Receives what local reports. */
export interface Log {
  /** Something that the user should know. */
  note(text: string): void;
  /** A line that a function printed. */
  functionLine(line: FunctionLine): void;
}

/** Reports nothing. */
export const silentLog: Log = { note: () => {}, functionLine: () => {} };

import { escapeHidden } from "@service-events/schema";
import type { OutputStream } from "../io.js";

/** What is said beside the data, on stderr. Any text may be passed: hidden characters are shown. */
export interface Notes {
  readonly isTerminal: boolean;
  /** For a person who watches; silent in scripts and with `--quiet`. */
  note(text: string): void;
  /** Something that a log should keep, too; silent with `--quiet`. */
  warn(text: string): void;
  /** What may not be missed. */
  error(text: string): void;
}

/** Wraps stderr. */
export function createNotes(stream: OutputStream, quiet: boolean): Notes {
  const isTerminal = stream.isTTY === true;
  const print = (text: string) => {
    stream.write(`${escapeHidden(text)}\n`);
  };
  const silent = () => {};
  return {
    isTerminal,
    note: isTerminal && !quiet ? print : silent,
    warn: quiet ? silent : print,
    error: print,
  };
}

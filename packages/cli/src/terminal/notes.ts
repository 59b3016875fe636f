import { escapeHidden } from "@service-events/schema";
import type { OutputStream } from "../io.js";

/** Messages on stderr. Any text may be passed: hidden characters are escaped. */
export interface Notes {
  readonly isTerminal: boolean;
  /** For a person at a terminal; silent in scripts and with `--quiet`. */
  note(text: string): void;
  /** Also printed in scripts; silent with `--quiet`. */
  warn(text: string): void;
  /** Always printed. */
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

import { once } from "node:events";
import type { OutputStream } from "../io.js";

/** Where data goes: whole lines of text that are safe to print. */
export interface Output {
  readonly isTerminal: boolean;
  /** Width in cells; infinite if stdout is not a terminal. */
  readonly columns: number;
  /** Writes a line, and waits for a slow reader. */
  line(text: string): Promise<void>;
  /** Writes bytes as they are. */
  bytes(chunk: Uint8Array): Promise<void>;
}

/** Wraps stdout. */
export function createOutput(stream: OutputStream): Output {
  async function write(chunk: string | Uint8Array): Promise<void> {
    if (!stream.write(chunk)) await once(stream, "drain");
  }
  return {
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.isTTY ? stream.columns || 80 : Number.POSITIVE_INFINITY;
    },
    line: (text) => write(`${text}\n`),
    bytes: write,
  };
}

import { OK, type Outcome } from "../../sink.js";

/** The part of `process.stdout` that is used. */
export interface Output {
  /** Whether its buffer is full: further writes would only grow memory. */
  readonly writableNeedDrain: boolean;
  /** How much of what was written is still buffered. */
  readonly writableLength: number;
  write(text: string, written: (error?: Error | null) => void): boolean;
  once(event: "error", listener: (error: Error) => void): unknown;
  removeListener(event: "error", listener: (error: Error) => void): unknown;
}

const FULL: Outcome = { status: "retry", reason: "stdout is full" };

/**
 * Writes lines to stdout as they are, without the prefix of Lambda's console. Never rejects.
 *
 * What stdout has accepted is never retried: it would be printed twice.
 */
export function writeLines(output: Output, lines: readonly string[]): Promise<Outcome> {
  if (output.writableNeedDrain) return Promise.resolve(FULL);
  return new Promise((resolve) => {
    // If the reader is gone, the error is also emitted as an event, which ends the process unless something listens.
    output.once("error", ignore);
    output.write(`${lines.join("\n")}\n`, (error) => {
      if (error) return resolve({ status: "reject", reason: `stdout: ${error.message}` });
      output.removeListener("error", ignore);
      resolve(OK);
    });
    // Files and pipes are written before `write` returns; otherwise stdout has the rest in its buffer.
    if (output.writableLength > 0) resolve(OK);
  });
}

function ignore(): void {}

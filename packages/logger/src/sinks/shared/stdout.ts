import { OK, type Outcome } from "../../sink.js";

/** As much of `process.stdout` as is used. */
export interface Output {
  /** Whether it has more to write than it should: more would only be kept in memory. */
  readonly writableNeedDrain: boolean;
  /** How much of what was written to it is still its to pass on. */
  readonly writableLength: number;
  write(text: string, written: (error?: Error | null) => void): boolean;
  once(event: "error", listener: (error: Error) => void): unknown;
  removeListener(event: "error", listener: (error: Error) => void): unknown;
}

const FULL: Outcome = { status: "retry", reason: "stdout is full" };

/**
 * Writes lines to stdout as they are, without the prefix that Lambda's console gives its own. Never rejects.
 *
 * What stdout has accepted is never written again: it would be there twice.
 */
export function writeLines(output: Output, lines: readonly string[]): Promise<Outcome> {
  if (output.writableNeedDrain) return Promise.resolve(FULL);
  return new Promise((resolve) => {
    // Where nobody reads any more, the error becomes an event after all, which ends the process if nobody listens.
    output.once("error", ignore);
    output.write(`${lines.join("\n")}\n`, (error) => {
      if (error) return resolve({ status: "reject", reason: `stdout: ${error.message}` });
      output.removeListener("error", ignore);
      resolve(OK);
    });
    // Files and pipes are written before `write` returns. Where they are not, the rest is stdout's own business.
    if (output.writableLength > 0) resolve(OK);
  });
}

function ignore(): void {}

import { styleText } from "node:util";
import { escapeHidden } from "@service-events/schema";

type Format = Parameters<typeof styleText>[0];

/** The output of `npm start`. Colors on terminals only; honors `NO_COLOR`. */
export interface Terminal {
  /** Requested output, on stdout. */
  print(text: string): void;
  /** Progress, on stderr. */
  progress(text: string): void;
  /** A notice, on stderr. */
  note(text: string): void;
  fail(text: string): void;
  paint(format: Format, text: string): string;
}

/** The terminal of this process. Ignores a reader that is gone. */
export function createTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const paint = (format: Format, text: string) =>
    styleText(format, text, { stream: process.stdout });
  const say = (format: Format, text: string) =>
    process.stderr.write(`${styleText(format, text, { stream: process.stderr })}\n`);
  return {
    paint,
    print: (text) => process.stdout.write(`${text}\n`),
    progress: (text) => say("dim", text),
    note: (text) => say("yellow", printable(text)),
    fail: (text) => say("red", printable(text)),
  };
}

/** Escapes control and bidirectional characters, which a terminal would obey or hide. */
export function printable(text: string): string {
  return text.split("\n").map(escapeHidden).join("\n");
}

/** Aligns the columns of a table; the first row is its header. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

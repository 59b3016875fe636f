import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Where `npm start` says what it does. Colours are for terminals; `NO_COLOR` is honoured. */
export interface Terminal {
  /** What the person asked to see, on stdout. */
  print(text: string): void;
  /** What is going on, on stderr. */
  progress(text: string): void;
  /** What the person should know, on stderr. */
  note(text: string): void;
  fail(text: string): void;
  paint(format: Format, text: string): string;
}

/** The terminal of this process. Silent once its reader is gone. */
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

/** A text without what a terminal would obey or hide: control characters and those that turn its direction. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) =>
    character === "\n"
      ? character
      : `\\u${character.codePointAt(0)?.toString(16).padStart(4, "0")}`,
  );
}

/** Lines up the columns of a table; the first row is its head. */
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

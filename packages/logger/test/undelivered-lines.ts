import type { EventRecord } from "@service-events/schema";

/** One undelivered record, as stderr has it. */
export interface UndeliveredLine {
  readonly undelivered: string;
  readonly sink: string;
  readonly record: EventRecord;
}

/** Parts the undelivered lines of a text from everything else in it. */
export function parseUndelivered(text: string): { lines: UndeliveredLine[]; rest: string } {
  const lines: UndeliveredLine[] = [];
  const rest: string[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith('{"undelivered":')) lines.push(JSON.parse(line) as UndeliveredLine);
    else rest.push(line);
  }
  return { lines, rest: rest.join("\n") };
}

import type { EventRecord } from "@service-events/schema";

/** One undelivered record, as stderr has it. */
export interface UndeliveredLine {
  readonly undelivered: string;
  readonly sink: string;
  readonly record: EventRecord;
}

/** Parts the undelivered lines of a text from everything else in it. */
export function parseUndelivered(text: string): {
  lines: UndeliveredLine[];
  /** Lines that hold a registration in place of a record. */
  registrations: string[];
  rest: string;
} {
  const lines: UndeliveredLine[] = [];
  const registrations: string[] = [];
  const rest: string[] = [];
  for (const line of text.split("\n")) {
    if (!line.startsWith('{"undelivered":')) rest.push(line);
    else if (line.includes('"registration":{')) registrations.push(line);
    else lines.push(JSON.parse(line) as UndeliveredLine);
  }
  return { lines, registrations, rest: rest.join("\n") };
}

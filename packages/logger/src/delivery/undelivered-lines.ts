import type { EventRecord } from "@service-events/schema";
import { toStorable } from "../payload/storable.js";

/** Longer lines are printed in parts: CloudWatch cuts an entry at 256 KB. */
const MAX_LINE_CHARACTERS = 60_000;

/**
 * The lines for one record: `{"undelivered":reason,"sink":name,"record":{...}}`, or, for a long one, several with
 * `"id","part","parts","text"` in place of the record, whose texts joined are the record's JSON.
 *
 * @example
 * for (const line of undeliveredLines(record, "AccessDenied", "dynamodb:event-log")) console.error(line);
 */
export function undeliveredLines(
  record: EventRecord<string>,
  reason: string,
  sink: string,
): string[] {
  const why = reason.slice(0, 1_000);
  const line = toJson({ undelivered: why, sink, record });
  if (line.length <= MAX_LINE_CHARACTERS) return [line];
  const text = toJson(record);
  const parts = Math.ceil(text.length / MAX_LINE_CHARACTERS);
  return Array.from({ length: parts }, (_, part) =>
    JSON.stringify({
      undelivered: why,
      sink,
      id: record.sk,
      part: part + 1,
      parts,
      text: text.slice(part * MAX_LINE_CHARACTERS, (part + 1) * MAX_LINE_CHARACTERS),
    }),
  );
}

/** A record that was not made by a logger may hold what JSON cannot. */
function toJson(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    return JSON.stringify(toStorable(value).value);
  }
}

import { checkRecord, type EventRecord } from "@service-events/schema";

/** The record of a line, or what is wrong with the line. */
export type Parsed = { record: EventRecord<string> } | { problem: string };

/**
 * Parses one line of an export. The keys must match the record: under the keys of another event it would overwrite that
 * event, and under invented keys it would never be found.
 */
export function parseRecord(line: string): Parsed {
  const value = parseJson(line);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { problem: "not a JSON object" };
  }
  // Added by exports, and not part of the record.
  const { id: _, late: __, ...record } = value as Record<string, unknown>;
  const checked = checkRecord(record);
  return "problem" in checked ? checked : { record: checked.value };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

import { escapeHidden, toSafeJson } from "@service-events/schema";
import type { StoredEvent } from "../read/record.js";
import { CSV_FIELDS, type EventField } from "./fields.js";

/** Text that a spreadsheet would run as a formula: it starts with a sign or its full-width form, after any white space. */
const FORMULA = /^(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/;
const NEEDS_QUOTES = /[",;\s]/;

/**
 * The first line of a CSV, without the line end.
 *
 * @example
 * console.log(csvHead());
 */
export function csvHead(fields: readonly EventField[] = CSV_FIELDS): string {
  return fields.map(({ name }) => csvCell(name)).join(",");
}

/**
 * One event as one line of a CSV (RFC 4180), without the line end.
 *
 * @param fields The columns; the 13 of `csvHead()` by default.
 * @example
 * const { events } = await log.query("since:1h");
 * const lines = [csvHead(), ...events.map((event) => csvRow(event))];
 */
export function csvRow(event: StoredEvent, fields: readonly EventField[] = CSV_FIELDS): string {
  return fields.map(({ read }) => csvCell(read(event))).join(",");
}

/**
 * One cell. Text that a spreadsheet would run as a formula is prefixed with `'`, and hidden characters, line breaks
 * included, are escaped; use NDJSON to keep every byte.
 */
export function csvCell(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : toSafeJson(value);
  const shown = escapeHidden(FORMULA.test(text) ? `'${text}` : text);
  return NEEDS_QUOTES.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}

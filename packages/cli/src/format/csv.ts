import type { StoredEvent } from "@service-events/query";
import { visible } from "../terminal/visible.js";
import { type EventField, parseFields } from "./fields.js";

/** What a CSV has when no fields are asked for. */
const CSV_FIELDS: readonly EventField[] = parseFields(
  "createdAt,level,origin,event,userId,description,requestId,correlationId,environment,error,payload,ttl,id",
);

/** How a text begins that a spreadsheet would run: a sign or its full-width twin, tab or return, spaces before or not. */
const FORMULA = /^(?:\s*[=+\-@＝＋－＠]|[\t\r])/;
const NEEDS_QUOTES = /[",;\s]/;

/** The first line of a CSV. */
export function csvHead(fields: readonly EventField[] = CSV_FIELDS): string {
  return fields.map(({ name }) => csvCell(name)).join(",");
}

/** One event as one line of a CSV (RFC 4180, without its end). */
export function csvRow(event: StoredEvent, fields: readonly EventField[] = CSV_FIELDS): string {
  return fields.map(({ read }) => csvCell(read(event))).join(",");
}

/**
 * One cell. A text that a spreadsheet would take for a formula gets a `'` in front; hidden characters, line ends among
 * them, are shown as escapes. NDJSON is the format that keeps every byte.
 */
export function csvCell(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const shown = visible(FORMULA.test(text) ? `'${text}` : text);
  return NEEDS_QUOTES.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}

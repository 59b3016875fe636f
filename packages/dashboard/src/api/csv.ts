import type { ApiEvent } from "./answers.js";

const COLUMNS: readonly (readonly [name: string, read: (event: ApiEvent) => unknown])[] = [
  ["createdAt", (event) => event.createdAt],
  ["level", (event) => event.level],
  ["origin", (event) => event.origin],
  ["event", (event) => event.event],
  ["userId", (event) => event.userId],
  ["description", (event) => event.description],
  ["requestId", (event) => event.requestId],
  ["correlationId", (event) => event.correlationId],
  ["environment", (event) => event.environment],
  ["error", (event) => event.error],
  ["payload", (event) => event.payload],
  ["ttl", (event) => event.ttl],
  ["id", (event) => event.id],
];

/** How a text begins that a spreadsheet would run: a sign or its full-width twin behind any white space, tab or return. */
const FORMULA = /^(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/;
const NEEDS_QUOTES = /[",;\s]/;

/** The first line of a CSV. */
export const CSV_HEAD = COLUMNS.map(([name]) => name).join(",");

/** One event as one row of a CSV (RFC 4180, without its end). */
export function csvRow(event: ApiEvent): string {
  return COLUMNS.map(([, read]) => csvCell(read(event))).join(",");
}

/** One cell. A text that a spreadsheet would take for a formula gets a `'` in front; NDJSON keeps every byte. */
function csvCell(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

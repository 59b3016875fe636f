import type { Zone } from "./format.js";

/**
 * Parses a pasted time: ISO 8601 with or without a zone, with a space instead of `T`, a date alone, or seconds or
 * milliseconds since 1970. Without a zone, the reader's is assumed.
 *
 * @returns The time in ISO 8601 in UTC, or undefined when the text is not a time.
 */
export function readMoment(text: string, zone: Zone): string | undefined {
  const typed = text.trim();
  if (/^\d{10}$/.test(typed)) return toIso(Number(typed) * 1_000);
  if (/^\d{13}$/.test(typed)) return toIso(Number(typed));
  const parts =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)\s*(Z|[+-]\d\d:?\d\d)?)?$/i.exec(
      typed,
    );
  if (!parts) return undefined;
  const [, day, time = "00:00", named] = parts;
  const offset = named ?? (zone === "utc" ? "Z" : "");
  return toIso(Date.parse(`${day}T${withoutDigits(time)}${offset.toUpperCase()}`));
}

/** A time for editing: to the second, in the displayed zone. */
export function printMoment(iso: string, zone: Zone): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "";
  const offset = zone === "utc" ? 0 : date.getTimezoneOffset() * 60_000;
  return new Date(date.getTime() - offset).toISOString().slice(0, 19).replace("T", " ");
}

/** Date has millisecond precision. */
function withoutDigits(time: string): string {
  return time.replace(",", ".").replace(/(\.\d{3})\d+$/, "$1");
}

function toIso(ms: number): string | undefined {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

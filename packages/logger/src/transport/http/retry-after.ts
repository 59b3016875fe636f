/**
 * How long a server asks to wait, in ms: its `Retry-After` in seconds or as a date. Undefined if absent or invalid.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, unknown>>,
  now = Date.now(),
): number | undefined {
  const value = headers["retry-after"];
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const seconds = Number(value);
  if (seconds >= 0) return seconds * 1000;
  // V8 parses many strings as dates, even "-1"; HTTP dates begin with the name of the day.
  if (!/^[a-z]{3}/i.test(value)) return undefined;
  // Relative to the server's clock if it sends a date: this machine's may be wrong.
  const from = Date.parse(String(headers.date));
  const ms = Date.parse(value) - (Number.isNaN(from) ? now : from);
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

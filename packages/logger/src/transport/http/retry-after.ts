/**
 * How long a server asks to be left alone, in ms: its `Retry-After` in seconds or as a date. Undefined when it says
 * nothing that can be understood.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, unknown>>,
  now = Date.now(),
): number | undefined {
  const value = headers["retry-after"];
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const seconds = Number(value);
  if (seconds >= 0) return seconds * 1000;
  // V8 takes many things for dates, "-1" among them; those of HTTP begin with the day's name.
  if (!/^[a-z]{3}/i.test(value)) return undefined;
  // Measured by the server's own clock, where it tells it: this machine's may be wrong.
  const from = Date.parse(String(headers.date));
  const ms = Date.parse(value) - (Number.isNaN(from) ? now : from);
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

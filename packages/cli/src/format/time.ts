const ISO = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d\.\d{3})\d{0,3}Z$/;

/**
 * Writes the time of an event to the millisecond, `2026-11-24 03:48:15.096`, in UTC or in the zone of this machine. What
 * is no such time, which only a foreign writer stores, stays as it is.
 */
export function formatTime(createdAt: string, utc: boolean): string {
  const [, date, time] = ISO.exec(createdAt) ?? [];
  if (date === undefined || time === undefined) return createdAt;
  if (utc) return `${date} ${time}`;
  const at = new Date(`${date}T${time}Z`);
  const zoned = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return zoned.toISOString().slice(0, -1).replace("T", " ");
}

/** The zone in which times are shown at a moment, in ms: `UTC` or an offset such as `+01:00`. */
export function zoneName(utc: boolean, at: number): string {
  const offset = utc ? 0 : -new Date(at).getTimezoneOffset();
  if (offset === 0) return "UTC";
  const minutes = Math.abs(offset);
  const digits = [Math.floor(minutes / 60), minutes % 60].map((part) =>
    String(part).padStart(2, "0"),
  );
  return `${offset < 0 ? "-" : "+"}${digits.join(":")}`;
}

/** How long until an event expires: `12d`, `5h`, `3m`, or `never`. `ttl` is in seconds, `now` in ms. */
export function formatExpiry(ttl: number | null | undefined, now: number): string {
  if (ttl === null || ttl === undefined) return "never";
  const minutes = Math.floor((ttl * 1000 - now) / 60_000);
  if (minutes < 0) return "expired";
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
}

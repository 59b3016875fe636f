/** The time zone to display. */
export type Zone = "local" | "utc";

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const timeZone = zone === "utc" ? "UTC" : undefined;
  const made = new Intl.DateTimeFormat(undefined, { timeZone, ...options });
  formats.set(key, made);
  return made;
}

const TIME = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;

/** `Nov 24, 02:48:15.096`, in the reader's language. */
export function formatTime(iso: string, zone: Zone): string {
  const options = { month: "short", day: "2-digit", ...TIME, fractionalSecondDigits: 3 } as const;
  return format(iso, zone, options);
}

/** `02:48:15.096`. */
export function formatClock(iso: string, zone: Zone): string {
  return format(iso, zone, { ...TIME, fractionalSecondDigits: 3 });
}

/** `Tuesday, 24 November 2026`. */
export function formatDay(iso: string, zone: Zone): string {
  return format(iso, zone, { dateStyle: "full" });
}

/** `Nov 24, 14:00`, for ends of a range. */
export function formatMinute(iso: string, zone: Zone): string {
  const { second: _, ...time } = TIME;
  return format(iso, zone, { month: "short", day: "2-digit", ...time });
}

/** The whole time with its zone, for titles. */
export function formatFull(iso: string, zone: Zone): string {
  return format(iso, zone, {
    dateStyle: undefined,
    year: "numeric",
    month: "short",
    day: "2-digit",
    ...TIME,
    fractionalSecondDigits: 3,
    timeZoneName: "short",
  });
}

/** The same to the second, where the digits behind it stand elsewhere. */
export function formatSecond(iso: string, zone: Zone): string {
  return format(iso, zone, {
    year: "numeric",
    month: "short",
    day: "2-digit",
    ...TIME,
    timeZoneName: "short",
  });
}

/** `24 Nov 2026`. */
export function formatDate(iso: string, zone: Zone): string {
  return format(iso, zone, { year: "numeric", month: "short", day: "2-digit" });
}

function format(iso: string, zone: Zone, options: Intl.DateTimeFormatOptions): string {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? iso : formatOf(zone, options).format(ms);
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
] as const;

/** A duration in its two largest units: `1 d 3 h`, `4.2 s`, `12 ms`. */
export function formatLength(ms: number): string {
  const length = Math.abs(ms);
  if (length < 1_000) return `${Math.round(length)} ms`;
  if (length < 60_000) return `${formatNumber(Math.round(length / 100) / 10)} s`;
  const first = UNITS.findIndex(([, size]) => length >= size);
  const [unit, size] = UNITS[first] ?? UNITS[3];
  const next = UNITS[first + 1];
  const whole = Math.floor(length / size);
  const rest = next ? Math.floor((length % size) / next[1]) : 0;
  return next && rest > 0 ? `${whole} ${unit} ${rest} ${next[0]}` : `${whole} ${unit}`;
}

/** The time until an event expires: `12 d`, `3 h`, `forever`. */
export function formatExpiry(ttl: number | null | undefined, now: number): string {
  if (typeof ttl !== "number") return "forever";
  const left = ttl * 1_000 - now;
  if (left <= 0) return "expired";
  const [unit, size] = UNITS.find(([, length]) => left >= length) ?? UNITS[3];
  return `${formatNumber(Math.floor(left / size))} ${unit}`;
}

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });

/** `3 min. ago`, in the reader's language. */
export function formatRelative(iso: string, now: number): string {
  const ms = Date.parse(iso) - now;
  if (Number.isNaN(ms)) return "";
  const size = Math.abs(ms);
  if (size < 60_000) return relative.format(Math.round(ms / 1_000), "second");
  if (size < 3_600_000) return relative.format(Math.round(ms / 60_000), "minute");
  if (size < 86_400_000) return relative.format(Math.round(ms / 3_600_000), "hour");
  return relative.format(Math.round(ms / 86_400_000), "day");
}

const numbers = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** A number with the reader's separators, with one decimal at most. */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** A price in US dollars, however small: `$0.0004`, `under $0.000001`. */
export function formatPrice(usd: number): string {
  if (usd === 0) return "$0";
  if (usd < 0.000001) return "under $0.000001";
  return `$${usd
    .toFixed(usd < 0.001 ? 6 : usd < 1 ? 4 : 2)
    .replace(/0+$/, "")
    .replace(/\.$/, "")}`;
}

/** A size in bytes, for people. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${formatNumber(bytes / 1_000)} kB`;
  return `${formatNumber(bytes / 1_000_000)} MB`;
}

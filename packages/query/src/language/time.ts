/** Milliseconds of each unit of a duration. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
  ["w", 604_800_000],
]);

const DAY = 86_400_000;
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
// Bounded repetitions over disjoint characters, so neither can backtrack.
const LENGTH_PART = /(\d{1,9})(ms|[smhdw])/y;
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * A point in time as a query names it: fixed, or relative to the moment at which the query runs.
 * `offset` and `at` are in ms; `micros` (0 to 999) are the digits below a millisecond.
 */
export type Moment =
  | { kind: "fixed"; at: number; micros: number }
  | { kind: "relative"; offset: number }
  | { kind: "day"; offset: number };

/** The forms that a time can have, for messages. */
export const TIME_FORMS =
  "2h, 1h30m, 7d, now, today, yesterday, 2026-11-24 or 2026-11-24T02:48:15Z (UTC unless a zone is given)";

/**
 * Reads a time: a length such as `2h` or `1h30m`, `now`, `today`, `yesterday`, or an ISO 8601 time; a time without a zone
 * is in UTC, so a text means the same everywhere. `undefined` for anything else.
 *
 * @param direction -1 if a duration points to the past (`since:2h`), 1 if to the future (`expires:<7d`).
 */
export function parseMoment(text: string, direction: -1 | 1): Moment | undefined {
  const lower = text.toLowerCase();
  if (lower === "now") return { kind: "relative", offset: 0 };
  if (lower === "today") return { kind: "day", offset: 0 };
  if (lower === "yesterday") return { kind: "day", offset: -DAY };
  const length = parseLength(lower);
  if (length !== undefined) return { kind: "relative", offset: direction * length };
  return parseIso(text);
}

/** The length of a text such as `1h30m` in ms, or `undefined` when it is none. Units: ms, s, m, h, d, w. */
export function parseLength(text: string): number | undefined {
  let total = 0;
  let position = 0;
  while (position < text.length) {
    LENGTH_PART.lastIndex = position;
    const part = LENGTH_PART.exec(text);
    if (!part) return undefined;
    total += Number(part[1]) * (UNITS.get(part[2] ?? "") ?? 0);
    position = LENGTH_PART.lastIndex;
  }
  return position === 0 ? undefined : total;
}

/**
 * The time that a text names in ms since 1970: a length into the past such as `2h`, `now`, `today`, `yesterday`, or an
 * ISO 8601 time, in UTC unless a zone is given. `undefined` for anything else.
 *
 * @param now In ms; what a length is counted from.
 * @example
 * parseTime("yesterday", Date.now());
 */
export function parseTime(text: string, now: number): number | undefined {
  const moment = parseMoment(text, -1);
  return moment && toMs(moment, now);
}

/** The moment in ms since 1970; clamped to 1970 to 9999, the years that keys can hold. */
export function toMs(moment: Moment, now: number): number {
  if (moment.kind === "fixed") return clamp(moment.at);
  const base = moment.kind === "day" ? now - (now % DAY) : now;
  return clamp(base + moment.offset);
}

/** The moment as the first part of a sort key: `2026-11-24T02:48:15.096003Z`. */
export function toKeyTime(moment: Moment, now: number): string {
  return keyTime(toMs(moment, now), moment.kind === "fixed" ? moment.micros : 0);
}

/**
 * A time in ms, and the digits below it, as the first part of a sort key.
 *
 * @example
 * keyTime(Date.parse("2026-11-24T02:48:15.096Z"), 3); // "2026-11-24T02:48:15.096003Z"
 */
export function keyTime(ms: number, micros = 0): string {
  const iso = new Date(clamp(Math.floor(ms))).toISOString();
  return `${iso.slice(0, -1)}${String(micros).padStart(3, "0")}Z`;
}

function clamp(ms: number): number {
  return Math.min(Math.max(ms, 0), LAST_MS);
}

function parseIso(text: string): Moment | undefined {
  const parts = ISO.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year);
  // A day that does not exist, such as the 30th of February, rolls over into another month.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const offset = zoneOffset(parts[8] ?? "Z");
  if (offset === undefined) return undefined;
  const fraction = (parts[7] ?? "").padEnd(6, "0");
  return {
    kind: "fixed",
    at:
      date.getTime() +
      (hour * 60 + minute - offset) * 60_000 +
      second * 1_000 +
      Number(fraction.slice(0, 3)),
    micros: Number(fraction.slice(3, 6)),
  };
}

/** The minutes that a zone is ahead of UTC. */
function zoneOffset(zone: string): number | undefined {
  if (zone.toUpperCase() === "Z") return 0;
  const digits = zone.slice(1).replace(":", "");
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2));
  if (hours > 14 || minutes > 59) return undefined;
  return (zone[0] === "-" ? -1 : 1) * (hours * 60 + minutes);
}

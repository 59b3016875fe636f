import { parseTime } from "@service-events/query";

/** A point in time: ms since 1970, and the digits below a ms. */
export interface EventTime {
  ms: number;
  micros: number;
}

/** Numbers below these are seconds, ms, µs and ns. */
const UNITS = [
  { below: 1e11, perMs: 1e-3 },
  { below: 1e14, perMs: 1 },
  { below: 1e17, perMs: 1e3 },
  { below: 1e20, perMs: 1e6 },
];

/** Earlier times are assumed to be in the wrong unit. */
const FIRST_MS = Date.UTC(1990, 0);
/** Clocks are wrong by hours, not by days. */
const AHEAD_MS = 86_400_000;

/**
 * Reads the time of a foreign event: an ISO time, in UTC unless it says otherwise, or a number of seconds, ms, µs or ns
 * since 1970. `undefined` for anything else, and for times at which nothing can have happened.
 *
 * @param now In ms.
 */
export function readEventTime(value: unknown, now: number): EventTime | undefined {
  const time = fromNumber(value) ?? fromText(value, now);
  return time && time.ms >= FIRST_MS && time.ms <= now + AHEAD_MS ? time : undefined;
}

function fromNumber(value: unknown): EventTime | undefined {
  const isDigits = typeof value === "string" && /^\d{9,19}(\.\d{1,9})?$/.test(value);
  if (typeof value !== "number" && !isDigits) return undefined;
  const number = Number(value);
  const unit = UNITS.find(({ below }) => number < below);
  if (!unit || !(number > 0)) return undefined;
  // A double of seconds is precise to a µs.
  const micros = Math.round((number / unit.perMs) * 1_000);
  return { ms: Math.floor(micros / 1_000), micros: micros % 1_000 };
}

function fromText(value: unknown, now: number): EventTime | undefined {
  if (typeof value !== "string" || !/^\d{4}-/.test(value)) return undefined;
  const ms = parseTime(value, now);
  if (ms === undefined) return undefined;
  const [, digits = ""] = /[.,]\d{3}(\d{1,3})/.exec(value) ?? [];
  return { ms, micros: Number(digits.padEnd(3, "0")) };
}

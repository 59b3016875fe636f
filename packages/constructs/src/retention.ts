import { Duration } from "aws-cdk-lib";

/** How long events are kept: a duration of whole seconds, or without end. */
export type Retention = Duration | "forever";

/** How long regular events are kept by default: 30 days. */
export const DEFAULT_RETENTION = Duration.days(30);

/** How long errors are kept by default: 90 days. */
export const DEFAULT_ERROR_RETENTION = Duration.days(90);

const SECONDS_BY_UNIT = { d: 86_400, h: 3600, m: 60, s: 1 } as const;

/**
 * Writes a retention the way the logger reads it: `30d`, `12h`, `90m`, `45s` or `forever`.
 *
 * @throws Error when the retention is shorter than a second or not a whole number of seconds.
 */
export function formatRetention(name: string, retention: Retention): string {
  if (retention === "forever") return retention;
  if (retention.isUnresolved()) return formatToken(name, retention);
  const seconds = retention.toSeconds({ integral: false });
  if (seconds < 1 || !Number.isInteger(seconds)) {
    throw new Error(
      `${name} must be a whole number of seconds, at least one, received ${retention.toString()}: use for example Duration.days(30), or 'forever'`,
    );
  }
  const unit = largestUnitOf(seconds);
  return `${seconds / SECONDS_BY_UNIT[unit]}${unit}`;
}

/** The longer of two retentions; the first where one of them is known only at deployment. */
export function longer(first: Retention, second: Retention): Retention {
  if (first === "forever" || second === "forever") return "forever";
  if (first.isUnresolved() || second.isUnresolved()) return first;
  return second.toMilliseconds() > first.toMilliseconds() ? second : first;
}

/** The amount is known only at deployment, so it cannot be brought to another unit. */
function formatToken(name: string, retention: Duration): string {
  const unit = retention.unitLabel();
  if (unit === "millis") {
    throw new Error(
      `${name} is a token in milliseconds: use Duration.seconds(), minutes(), hours() or days() with a token`,
    );
  }
  const [amount] = retention.formatTokenToNumber().split(" ");
  return `${amount}${unit.charAt(0)}`;
}

function largestUnitOf(seconds: number): keyof typeof SECONDS_BY_UNIT {
  if (seconds % SECONDS_BY_UNIT.d === 0) return "d";
  if (seconds % SECONDS_BY_UNIT.h === 0) return "h";
  return seconds % SECONDS_BY_UNIT.m === 0 ? "m" : "s";
}

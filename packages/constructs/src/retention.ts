import { DEFAULT_RETENTION, parseRetention } from "@service-events/schema";
import { Duration } from "aws-cdk-lib";

/**
 * How long events are kept: a duration of whole seconds, or `"forever"`.
 *
 * @example
 * const retention: Retention = Duration.days(400);
 * new EventLogTable(this, "EventLog", { retention, errorRetention: "forever" });
 */
export type Retention = Duration | "forever";

const SECONDS_BY_UNIT = { d: 86_400, h: 3600, m: 60, s: 1 } as const;

const { standard } = parseRetention(DEFAULT_RETENTION);
const DEFAULT_STANDARD = standard === "forever" ? standard : Duration.seconds(standard);

/**
 * Formats `EVENT_LOG_RETENTION`, such as `400d,ERROR=400d`. `ERROR` is always named: loggers that were bundled earlier keep
 * errors for 90 days when it is not.
 *
 * @throws Error when a retention is shorter than a second or not a whole number of seconds.
 */
export function formatPolicy(retention?: Retention, errorRetention = retention): string {
  if (errorRetention === undefined) return DEFAULT_RETENTION;
  const others = formatRetention("retention", retention ?? DEFAULT_STANDARD);
  return `${others},ERROR=${formatRetention("errorRetention", errorRetention)}`;
}

function formatRetention(name: string, retention: Retention): string {
  if (retention === "forever") return retention;
  if (retention.isUnresolved()) return formatToken(name, retention);
  const seconds = retention.toSeconds({ integral: false });
  if (seconds < 1 || !Number.isInteger(seconds)) {
    throw new Error(
      `${name} must be a whole number of seconds, at least 1, received ${retention.toString()}: use for example Duration.days(30) or 'forever'`,
    );
  }
  const unit = largestUnitOf(seconds);
  return `${seconds / SECONDS_BY_UNIT[unit]}${unit}`;
}

/** The amount is known only at deployment, so it cannot be converted to another unit. */
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

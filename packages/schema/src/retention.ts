/** How long an event is kept: a number of seconds, or forever. */
export type Retention = number | "forever";

/** Retention by event type. */
export interface RetentionPolicy {
  /** For every type that has no rule of its own. */
  readonly standard: Retention;
  readonly byEvent: ReadonlyMap<string, Retention>;
}

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** A thousand years, in seconds. */
const LONGEST = 365_250 * SECONDS.d;

/**
 * A retention of so many days, in seconds: `days(90)`.
 *
 * @example
 * days(90); // 7776000
 */
export function days(count: number): number {
  return count * SECONDS.d;
}

/** Events are kept for 30 days, errors for 90. */
export const DEFAULT_RETENTION = "30d,ERROR=90d";

/**
 * Parses a policy such as `30d,ERROR=90d,PAYMENT_TAKEN=forever`. Units are d, h, m and s.
 *
 * An amount without a type applies to every type that is not named, `ERROR` included: `1000d` keeps all events for 1,000
 * days. Text without such an amount adds to {@link DEFAULT_RETENTION}: `PAYMENT_TAKEN=forever` leaves all other types at
 * their defaults.
 *
 * @throws TypeError that names the part that cannot be parsed.
 *
 * @example
 * retentionOf(parseRetention("1000d"), "ERROR"); // 86400000, in seconds
 * retentionOf(parseRetention("30d,ERROR=90d"), "ERROR"); // 7776000
 */
export function parseRetention(text: string): RetentionPolicy {
  const byEvent = new Map<string, Retention>();
  let standard: Retention | undefined;
  for (const part of text.split(",")) {
    const { event, retention } = parseRule(text, part);
    if (event === undefined) standard = retention;
    else byEvent.set(event, retention);
  }
  if (standard !== undefined) return { standard, byEvent };
  return { standard: days(30), byEvent: new Map([["ERROR", days(90)], ...byEvent]) };
}

function parseRule(text: string, part: string): { event?: string; retention: Retention } {
  const [, event, amount] = /^\s*(?:([^=,]+)=\s*)?(\S+)\s*$/.exec(part) ?? [];
  const retention = amount === undefined ? undefined : parseAmount(amount);
  if (retention === undefined) {
    throw new TypeError(
      `retention '${text}' cannot be read at '${part}': use for example '30d,ERROR=90d' or 'forever'`,
    );
  }
  return { event: event?.trim(), retention };
}

function parseAmount(text: string): Retention | undefined {
  if (text === "forever") return "forever";
  const [, digits, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = Number(digits) * SECONDS[unit as keyof typeof SECONDS];
  return seconds > 0 ? seconds : undefined;
}

/**
 * How long the policy keeps events of that type.
 *
 * @example
 * retentionOf(parseRetention("30d,ERROR=90d"), "ERROR"); // 7776000
 */
export function retentionOf(policy: RetentionPolicy, event: string): Retention {
  return policy.byEvent.get(event) ?? policy.standard;
}

/**
 * When an event of that type expires, in seconds since 1970; `null` for never.
 *
 * @example
 * expiry(parseRetention("30d"), "JOB_STARTED", Date.parse("2026-11-24")); // 1798070400
 */
export function expiry(policy: RetentionPolicy, event: string, createdMs: number): number | null {
  return expiryAfter(retentionOf(policy, event), createdMs);
}

/**
 * When an event with that retention expires, in whole seconds since 1970; `null` for never.
 *
 * @example
 * expiryAfter(days(1), Date.parse("2026-11-24")); // 1795564800
 * expiryAfter("forever", Date.now()); // null
 */
export function expiryAfter(retention: Retention, createdMs: number): number | null {
  return retention === "forever" ? null : Math.floor(createdMs / 1000 + retention);
}

/**
 * Whether events can be kept that long: forever, or from a second to a thousand years.
 *
 * @example
 * isRetention("forever"); // true
 * isRetention("30d"); // false: see parseRetention
 */
export function isRetention(value: unknown): value is Retention {
  return value === "forever" || (typeof value === "number" && value >= 1 && value <= LONGEST);
}

/**
 * Throws when events cannot be kept that long.
 *
 * @throws RangeError that says what was received and what is allowed.
 *
 * @example
 * assertRetention(days(30), "retention of ORDER_PLACED");
 */
export function assertRetention(value: unknown, subject: string): asserts value is Retention {
  if (isRetention(value)) return;
  throw new RangeError(
    `${subject} must be days(n), a number of seconds from 1, or 'forever', received ${describe(value)}`,
  );
}

function describe(value: unknown): string {
  return typeof value === "string" ? `'${value}'` : String(value);
}

/** Names of the metrics. */
export interface MetricSettings {
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A metric has up to 30 dimensions, and four are the event's own. */
const MOST_DIMENSIONS = 26;

/** Other members of a line's root, which a dimension of the same name would overwrite. */
const TAKEN = new Set(["_aws", "origin", "environment", "event", "level", "Events", "ids"]);

/** Printable ASCII, not only spaces, not starting with a colon. */
const NAME = /^(?!:)(?=.*[!-~])[ -~]{1,255}$/;
const VALUE = /^(?=.*[!-~])[ -~]{1,1024}$/;

/**
 * Throws for names that CloudWatch would reject silently.
 *
 * @throws TypeError or RangeError that says what was received and what is allowed.
 */
export function assertMetrics({ namespace, dimensions }: MetricSettings): void {
  if (!/^(?!AWS\/)[\w.\-/#: ]{1,255}$/.test(String(namespace)) || typeof namespace !== "string") {
    throw new TypeError(
      `namespace must be 1 to 255 letters, digits, spaces or any of .-_/#: and not begin with 'AWS/', received ${JSON.stringify(namespace)}`,
    );
  }
  if (typeof dimensions !== "object" || dimensions === null) {
    throw new TypeError(
      `dimensions must be an object of texts, received ${JSON.stringify(dimensions)}`,
    );
  }
  const entries = Object.entries(dimensions);
  if (entries.length > MOST_DIMENSIONS) {
    throw new RangeError(
      `dimensions must be ${MOST_DIMENSIONS} or fewer, received ${entries.length}: a metric has 30, and four are the event's`,
    );
  }
  for (const [name, value] of entries) assertDimension(name, value);
}

function assertDimension(name: string, value: unknown): void {
  if (!NAME.test(name) || TAKEN.has(name)) {
    throw new TypeError(
      `the dimension '${name}' is not allowed: use 1 to 255 characters of ASCII, no colon at the start, and none of ${[...TAKEN].join(", ")}`,
    );
  }
  if (typeof value === "string" && VALUE.test(value)) return;
  throw new TypeError(
    `the dimension '${name}' must be a text of 1 to 1,024 characters of ASCII, received ${JSON.stringify(value)}`,
  );
}

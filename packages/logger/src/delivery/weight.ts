/** What each value costs beyond its text, in bytes: about what V8 keeps for a property and its value. */
const VALUE_BYTES = 16;

/** More values than a payload can have: only a record that was not made by a logger has more, or has no end. */
const MOST_VALUES = 50_000;

/**
 * About how many bytes of memory a payload keeps. The text that a sink makes of it may be far smaller, for it may be
 * compressed, while the payload itself is kept until it is settled.
 */
export function weightOf(payload: unknown): number {
  const values = [payload];
  let weight = 0;
  // The list grows while it is walked.
  for (let next = 0; next < values.length && next < MOST_VALUES; next++) {
    const value = values[next];
    weight += VALUE_BYTES;
    if (typeof value === "string") weight += value.length;
    if (typeof value !== "object" || value === null) continue;
    for (const key in value) {
      weight += key.length;
      values.push((value as Record<string, unknown>)[key]);
    }
  }
  return weight;
}

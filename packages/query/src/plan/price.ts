/** On demand, us-east-1, November 2026. A table with provisioned capacity pays a different price. */
const USD_PER_MILLION_UNITS = 0.125;

/**
 * The price of read units in US dollars, on demand in us-east-1.
 *
 * @example
 * priceOf(5_000); // 0.000625
 */
export function priceOf(units: number): number {
  return (units * USD_PER_MILLION_UNITS) / 1_000_000;
}

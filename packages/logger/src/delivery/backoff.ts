/** The upper bound of the first pause, in ms; it doubles with each further try. */
const BASE_MS = 50;
/** No bound is higher, in ms. */
const CAP_MS = 5_000;

/** Full jitter: a random pause, in ms, below a bound that doubles with each try, so that clients do not march in step. */
export function backoffMs(tries: number, capMs = CAP_MS): number {
  return Math.random() * Math.min(capMs, BASE_MS * 2 ** Math.min(tries, 20));
}

/** A part of a time range and its count. */
export interface Bucket {
  /** Its start, in ms. */
  at: number;
  count: number;
}

const MINUTE = 60_000;
/** Lengths of a bucket that people count in, in ms: minutes, hours, days. */
const LENGTHS = [1, 5, 10, 30, 60, 180, 360, 720, 1440, 10_080].map((minutes) => minutes * MINUTE);
/** More bars than this fit on no screen. */
const MOST = 30;

/** The shortest length, in ms, that cuts a range into no more bars than fit on a screen. */
export function bucketLength(from: number, to: number): number {
  const fitting = LENGTHS.find((length) => (to - from) / length <= MOST);
  return fitting ?? Math.ceil((to - from) / MOST / 86_400_000) * 86_400_000;
}

/**
 * Cuts a range into buckets, those without a count included: a gap is news, too. All times are in ms; buckets begin at
 * whole lengths of UTC.
 */
export function toBuckets(
  counts: Iterable<readonly [time: number, count: number]>,
  from: number,
  to: number,
): Bucket[] {
  const length = bucketLength(from, to);
  const first = Math.floor(from / length);
  const last = Math.max(Math.ceil(to / length) - 1, first);
  const buckets = Array.from({ length: last - first + 1 }, (_, at) => ({
    at: (first + at) * length,
    count: 0,
  }));
  for (const [time, count] of counts) {
    const bucket = buckets[Math.floor(time / length) - first];
    if (bucket) bucket.count += count;
  }
  return buckets;
}

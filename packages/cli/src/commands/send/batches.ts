import type { Sink, SinkLimits } from "@service-events/logger";
import { LONG_READ } from "../../reading/long-read.js";

/** Requests per batch at the most: a slow sink must settle a batch in time, and after a crash one batch is sent again. */
const MOST_REQUESTS = 25;

/**
 * How many events are sent and settled before the next ones are read.
 *
 * @param rate The most events per second.
 */
export function batchSize({ limits }: Sink, rate: number): number {
  return Math.min(LONG_READ.limit, rate, limits.records * MOST_REQUESTS);
}

/**
 * How many requests the delivery makes of a batch: it fills one after another.
 *
 * @param sizes Of the encoded events, in bytes.
 */
export function countRequests(sizes: readonly number[], limits: SinkLimits): number {
  let requests = 0;
  let records = limits.records;
  let bytes = 0;
  for (const size of sizes) {
    if (records === limits.records || bytes + size > limits.bytes) {
      requests++;
      records = 0;
      bytes = 0;
    }
    records++;
    bytes += size;
  }
  return requests;
}

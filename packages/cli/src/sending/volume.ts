import type { SinkLimits } from "@service-events/logger";
import type { Cli } from "../cli.js";
import { LONG_READ } from "../reading/long-read.js";
import { startProgressBar } from "../terminal/progress.js";
import type { Destination } from "./destinations.js";
import type { Source } from "./source.js";
import { isTooOld } from "./too-old.js";

/** What sending takes. */
export interface Volume {
  events: number;
  /** Events that the place would not take, for they are too old. */
  tooOld: number;
  /** Of their texts, before compression. */
  bytes: number;
  requests: number;
  /** Read units that counting took; sending takes them again. */
  units: number;
  unreadable: number;
}

/** Reads all that would be sent, and writes it as the sink would, but sends nothing. */
export async function measureVolume(
  cli: Cli,
  source: Source,
  destination: Destination,
): Promise<Volume> {
  const { sink } = destination;
  const volume: Volume = { events: 0, tooOld: 0, bytes: 0, requests: 0, units: 0, unreadable: 0 };
  const requests = countRequests(sink.limits);
  const progress = startProgressBar(cli);
  try {
    for await (const { events, units, unreadable, share } of source(LONG_READ.limit)) {
      for (const event of events) {
        if (isTooOld(event, destination)) {
          volume.tooOld++;
          continue;
        }
        const bytes = Buffer.byteLength(sink.encode(event));
        volume.events++;
        volume.bytes += bytes;
        requests.add(bytes);
      }
      Object.assign(volume, { units, unreadable, requests: requests.count });
      progress.update({
        share,
        counts: [`${volume.events} events`, `${Math.ceil(units)} read units`],
      });
    }
  } finally {
    progress.stop();
  }
  return volume;
}

/** Fills one request after the other, as the delivery does. */
function countRequests(limits: SinkLimits): { add(bytes: number): void; readonly count: number } {
  let count = 0;
  let records = limits.records;
  let size = 0;
  return {
    add(bytes) {
      if (records === limits.records || size + bytes > limits.bytes) {
        count++;
        records = 0;
        size = 0;
      }
      records++;
      size += bytes;
    },
    get count() {
      return count;
    },
  };
}

/** The same for people. */
export function describeVolume({ events, bytes, requests }: Volume): string {
  return `${events} events, ${sizeText(bytes)} in about ${requests} requests`;
}

function sizeText(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1_000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

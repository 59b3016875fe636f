import type { Cli } from "../../cli.js";
import { startProgressBar } from "../../terminal/progress.js";
import { batchSize, countRequests } from "./batches.js";
import type { OpenSink } from "./sinks.js";
import type { Source } from "./source.js";
import { isTooOld } from "./too-old.js";

/** What sending costs. */
export interface Volume {
  events: number;
  /** Events that are too old for the sink. */
  tooOld: number;
  /** Encoded, before compression. */
  bytes: number;
  requests: number;
  /** Read units that counting took; sending takes as many again. */
  units: number;
  unreadable: number;
}

/**
 * Reads and encodes everything that would be sent, batch by batch, and sends nothing.
 *
 * @param rate The most events per second.
 */
export async function measureVolume(
  cli: Cli,
  source: Source,
  opened: OpenSink,
  rate: number,
): Promise<Volume> {
  const { sink } = opened;
  const volume: Volume = { events: 0, tooOld: 0, bytes: 0, requests: 0, units: 0, unreadable: 0 };
  const progress = startProgressBar(cli);
  try {
    for await (const { events, units, unreadable, share } of source(batchSize(sink, rate))) {
      const due = events.filter((event) => !isTooOld(event, opened));
      const sizes = due.map((event) => Buffer.byteLength(sink.encode(event)));
      volume.events += due.length;
      volume.tooOld += events.length - due.length;
      volume.bytes += sizes.reduce((sum, size) => sum + size, 0);
      volume.requests += countRequests(sizes, sink.limits);
      Object.assign(volume, { units, unreadable });
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

/** The volume in words. */
export function describeVolume({ events, bytes, requests }: Volume): string {
  return `${events} events, ${sizeText(bytes)} in about ${requests} requests`;
}

function sizeText(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1_000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

import { setTimeout as delay } from "node:timers/promises";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { getEventsForOrigin, readOrigins } from "@service-events/query";
import type { EventRecord } from "@service-events/schema";

/** Any event, of whatever catalogue. */
export type AnyEvent = EventRecord<string>;

/** The log to read. */
export interface WatchedLog {
  tableName: string;
  client: DynamoDBClient;
  /** Events from before this time are not of interest. */
  since: Date;
}

const POLL_MS = 250;
/** More events of one origin than this between two polls are not seen. */
const PAGE = 200;

/**
 * Reads all events since the start, of every origin, oldest first.
 *
 * @param limit events an origin
 */
export async function readEvents(log: WatchedLog, limit: number): Promise<AnyEvent[]> {
  const { tableName, client } = log;
  const since = log.since.toISOString();
  const origins = await readOrigins({ tableName, client });
  const pages = await Promise.all(
    origins.map(({ origin }) => getEventsForOrigin<string>({ tableName, client, origin, limit })),
  );
  return pages
    .flat()
    .filter(({ createdAt }) => createdAt >= since)
    .sort((a, b) => (a.sk < b.sk ? -1 : 1));
}

/** Calls back with each event as it arrives, until the signal says stop. */
export async function watchEvents(
  log: WatchedLog,
  signal: AbortSignal,
  onEvent: (event: AnyEvent) => void,
): Promise<void> {
  let seen = new Set<string>();
  while (!signal.aborted) {
    const events = await readEvents(log, PAGE);
    for (const event of events) if (!seen.has(event.sk)) onEvent(event);
    // What is out of reach of the next page need not be remembered.
    seen = new Set(events.map(({ sk }) => sk));
    await delay(POLL_MS, undefined, { signal }).catch(() => {});
  }
}

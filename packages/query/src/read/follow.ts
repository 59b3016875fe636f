import { setTimeout as delay } from "node:timers/promises";
import { QueryError, QuerySyntaxError } from "../language/errors.js";
import { createFollower } from "../language/follower.js";
import { printQuery } from "../language/print.js";
import type { Query } from "../language/query.js";
import { keyTime } from "../language/time.js";
import type { LogContext } from "../log-context.js";
import { timeRange } from "../plan/range.js";
import { startMeter, UNLIMITED } from "./budget.js";
import { openReader } from "./reader.js";
import type { StoredEvent } from "./record.js";

/** How a query is followed. */
export interface FollowOptions {
  /**
   * How far each poll overlaps the one before, in ms; 15,000 by default. An event that is stored later than this after its
   * time is missed, so it must cover writers' retries, the delay of indexes and clock differences.
   */
  overlap?: number;
  /** The shortest pause between polls, in ms; 1,000 by default. It doubles while nothing happens. */
  minPause?: number;
  /** The longest pause, in ms; 10,000 by default. */
  maxPause?: number;
  /** Called when a poll failed with a retryable error; `pause` is the time until the next one, in ms. */
  onRetry?: (error: QueryError, pause: number) => void;
  /** Stops following, without an error. */
  signal?: AbortSignal;
}

/** An event as it arrives. */
export interface Arrival {
  event: StoredEvent;
  /** Whether an event with a later time was yielded before this one. */
  late: boolean;
}

/** Events that a poll first asks for; most polls find few. */
const WANTED = 100;

/**
 * Yields events as they are stored, oldest first, from `since` (or now) on, endlessly. Each is yielded once; one that is
 * stored late, within the overlap, is yielded when found and marked as late.
 */
export async function* followEvents(
  log: LogContext,
  query: Query,
  options: FollowOptions = {},
): AsyncGenerator<Arrival, void, undefined> {
  const { overlap = 15_000, minPause = 1_000, maxPause = 10_000, onRetry, signal } = options;
  assertMs({ overlap, minPause, maxPause });
  assertEndless(query);
  const start = timeRange(query, log.now()).from ?? keyTime(log.now());
  const asked = { terms: query.terms.filter(({ field }) => field !== "since") };
  const follower = createFollower(start);
  let pause = minPause;
  while (!signal?.aborted) {
    const { failure, found } = yield* poll();
    if (signal?.aborted) return;
    pause = found ? minPause : Math.min(pause * 2, maxPause);
    if (failure) onRetry?.(failure, pause);
    // An abort ends the pause, and then the loop.
    await delay(pause, undefined, { signal }).catch(() => {});
  }

  /** Yields what is new since the last poll. Returns whether anything later than before was, and a retryable failure. */
  async function* poll(): AsyncGenerator<
    Arrival,
    { found: boolean; failure?: QueryError },
    undefined
  > {
    const { see, complete } = follower.poll(keyTime(log.now() - overlap));
    let found = false;
    try {
      for await (const event of readAfter(log, asked, follower.from, signal)) {
        const seen = see(event.sk);
        if (!seen) continue;
        found ||= !seen.late;
        yield { event, late: seen.late };
      }
    } catch (error) {
      if (signal?.aborted) return { found };
      if (!(error instanceof QueryError) || !error.retryable) throw error;
      return { found, failure: error };
    }
    complete();
    return { found };
  }
}

/** The events after a sort key, oldest first. */
async function* readAfter(
  log: LogContext,
  query: Query,
  after: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<StoredEvent, void, undefined> {
  const meter = startMeter(UNLIMITED);
  const options = { order: "oldest", now: log.now(), after, wanted: WANTED, signal } as const;
  const reader = await openReader(log, query, meter, options);
  do {
    for (let event = reader.take(); event; event = reader.take()) yield event;
  } while (!(await reader.advance(meter)));
}

/** A query that ends cannot be followed. */
function assertEndless(query: Query): void {
  const at = query.terms.findIndex(({ field }) => field === "until");
  if (at < 0) return;
  const before = printQuery({ terms: query.terms.slice(0, at) });
  const column = before === "" ? 1 : before.length + 2;
  throw new QuerySyntaxError("follow does not accept until:", column, "remove it");
}

function assertMs(settings: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === "number" && value >= 0 && value <= 86_400_000) continue;
    throw new RangeError(`${name} must be from 0 to 86400000 ms, received ${String(value)}`);
  }
}

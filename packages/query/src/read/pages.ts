import { printQuery } from "../language/print.js";
import type { Query } from "../language/query.js";
import type { LogContext } from "../log-context.js";
import type { Plan } from "../plan/plan.js";
import type { Order } from "../plan/range.js";
import { type Budget, type Meter, type ReadCost, startMeter } from "./budget.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import { openReader, type Reader } from "./reader.js";
import type { StoredEvent } from "./record.js";

/** How pages are read. */
export interface PageOptions {
  /** Events on a page; 50 by default, at most 1,000. */
  limit?: number;
  /** Where an earlier page of the same query and order ended. */
  cursor?: string;
  /** `newest` first by default. */
  order?: Order;
  /** The limits of one page. Default: 50,000 items, 5,000 read units and 10,000 ms. */
  budget?: Budget;
  /** Aborts the read, which rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** A page of the events that match a query, in order of time. */
export interface Page {
  events: StoredEvent[];
  /** Where the next page starts; missing when there is none. */
  cursor?: string;
  /** Whether no more events follow. */
  complete: boolean;
  /** Why the page ends: no more events, the limit, or the limit of the budget that was reached. */
  stopped: "end" | "limit" | keyof Budget;
  plan: Plan;
  /** What this page cost. */
  read: ReadCost;
}

/** The most events on one page. */
export const MAX_LIMIT = 1_000;

/** Reads page after page; items read ahead for one are used for the next. */
export async function* readPages(
  log: LogContext,
  query: Query,
  options: PageOptions = {},
): AsyncGenerator<Page, void, undefined> {
  const { limit = 50, order = "newest", signal } = options;
  assertLimit(limit);
  assertOrder(order);
  let meter = startMeter(options.budget);
  const scope = { query: printQuery(query), order };
  const start = options.cursor === undefined ? undefined : decodeCursor(options.cursor, scope);
  const now = start?.now ?? log.now();
  const after = start?.sk;
  const reader = await openReader(log, query, meter, { order, now, after, wanted: limit, signal });
  while (true) {
    const events: StoredEvent[] = [];
    const stopped = await fillPage(reader, events, limit, meter);
    const complete = stopped === "end";
    const cursor = complete ? undefined : encodeCursor({ sk: reader.position, now }, scope);
    const { plan } = reader;
    yield { events, ...(cursor && { cursor }), complete, stopped, plan, read: meter.cost };
    if (complete) return;
    meter = startMeter(options.budget);
  }
}

async function fillPage(
  reader: Reader,
  events: StoredEvent[],
  limit: number,
  meter: Meter,
): Promise<Page["stopped"]> {
  while (true) {
    for (let event = reader.take(); event; event = reader.take()) {
      events.push(event);
      if (events.length === limit) return reader.isAtEnd ? "end" : "limit";
    }
    const stopped = await reader.advance(meter);
    if (stopped) return stopped;
  }
}

/** @throws RangeError when a page cannot have so many events. */
export function assertLimit(limit: unknown): asserts limit is number {
  if (Number.isInteger(limit) && (limit as number) > 0 && (limit as number) <= MAX_LIMIT) return;
  throw new RangeError(
    `limit must be a whole number from 1 to ${MAX_LIMIT}, received ${String(limit)}`,
  );
}

/** @throws TypeError when events cannot be in this order. */
export function assertOrder(order: unknown): asserts order is Order {
  if (order === "newest" || order === "oldest") return;
  throw new TypeError(`order must be 'newest' or 'oldest', received '${String(order)}'`);
}

import {
  addCost,
  type Count,
  type CountBy,
  type EventLog,
  type Page,
  type PageOptions,
  type Plan,
  parseQuery,
  priceOf,
  printQuery,
  type Query,
  type ReadCost,
  type StoredEvent,
  describePlan as summarize,
  type Term,
  toEventId,
} from "@service-events/query";
import type { ApiEvent, DescribedPlan, EventsAnswer, PricedRead } from "./answers.js";
import type { Meters } from "./limits.js";

/** What a request needs to read the log: reads are bounded, and count against the limits of the caller. */
export interface Reading {
  log: EventLog;
  caller: string;
  meters: Meters;
  signal: AbortSignal;
  /** Bytes of events in one answer. */
  answerBytes: number;
}

/** Parses a query and adds terms to it. All terms must hold, so the text can only narrow them. */
export function scopedQuery(text: string, ...scope: Term[]): Query {
  return { terms: [...scope, ...parseQuery(text).terms] };
}

/** Reads one page, limited to what fits in an answer. */
export async function readPage(
  reading: Reading,
  query: Query,
  options: Pick<PageOptions, "limit" | "cursor" | "order">,
): Promise<EventsAnswer> {
  const page = await readWithin(reading, query, options);
  const events = page.events.map(toApiEvent);
  const fitting = countFitting(events, reading.answerBytes);
  if (fitting >= events.length) return toAnswer(query, page, events);
  // Read again with a lower limit: only the log can make the cursor.
  const limit = Math.max(fitting, 1);
  const smaller = await readWithin(reading, query, { ...options, limit });
  const read = addCost(page.read, smaller.read);
  const kept = smaller.events.map(toApiEvent);
  const shown = fitting === 0 ? kept.map(withoutPayload) : kept;
  const stopped = smaller.complete ? smaller.stopped : "bytes";
  return { ...toAnswer(query, { ...smaller, read }, shown), stopped };
}

/** Reads one page within what the caller has left. */
export function readWithin(reading: Reading, query: Query, options: PageOptions): Promise<Page> {
  return meter(reading, (limits) => reading.log.query(query, { ...options, ...limits }));
}

/** Counts events with what the caller may still take. */
export function countWithin<By extends CountBy>(
  reading: Reading,
  query: Query,
  by: readonly By[],
): Promise<Count<By>> {
  return meter(reading, (limits) => reading.log.count(query, { by, ...limits }));
}

/** Runs one read on the caller's account. */
async function meter<Result extends { read: ReadCost }>(
  { meters, caller, signal }: Reading,
  read: (limits: { budget: ReadCost; signal: AbortSignal }) => Promise<Result>,
): Promise<Result> {
  const { budget, settle } = meters.reserve(caller);
  let units: number | undefined;
  try {
    const result = await read({ budget, signal });
    units = result.read.units;
    return result;
  } finally {
    settle(units);
  }
}

function toAnswer(query: Query, page: Page, events: ApiEvent[]): EventsAnswer {
  const { cursor, complete, stopped, plan, read } = page;
  return {
    events,
    ...(cursor && { cursor }),
    complete,
    stopped,
    plan: describePlan(plan),
    read: priced(read),
    query: printQuery(query),
  };
}

/** An event with its id. */
export function toApiEvent(event: StoredEvent): ApiEvent {
  return { id: toEventId(event), ...event };
}

/** Replaces a payload that is too large for an answer by a note. */
export function withoutPayload({ payload: _, ...event }: ApiEvent): ApiEvent {
  return { ...event, lost: [...(event.lost ?? []), "payload: too large to be sent"] };
}

/** Bytes of a text as a JSON string, which is how Lambda sends a body. */
export function escapedBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}

function countFitting(events: readonly ApiEvent[], most: number): number {
  let bytes = 0;
  const at = events.findIndex((event) => {
    bytes += escapedBytes(JSON.stringify(event));
    return bytes > most;
  });
  return at < 0 ? events.length : at;
}

export function describePlan(plan: Plan): DescribedPlan {
  return { ...plan, summary: summarize(plan) };
}

export function priced(cost: ReadCost): PricedRead {
  return { ...cost, ms: Math.round(cost.ms), usd: priceOf(cost.units) };
}

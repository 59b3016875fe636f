import { addCost, type Query, type StoredEvent, type Term } from "@service-events/query";
import { timeOfSortKey } from "@service-events/schema";
import { ContextAnswer, EventAnswer, EventsAnswer } from "../answers.js";
import { type Api, type ApiContext, pathPart, readingOf } from "../environment.js";
import { cursor, limit, neighbours, order, q, takes } from "../input.js";
import { describe, json } from "../openapi.js";
import { Problem } from "../problem.js";
import { priced, type Reading, readPage, readWithin, scopedQuery, toApiEvent } from "../reading.js";

/** Extra events to read, since several may share the exact time of the one in the middle. */
const SAME_TIME = 20;

/** Adds pages of events, single events, and their neighbours. */
export function addEventRoutes(api: Api, context: ApiContext): void {
  const list = describe({
    operationId: "listEvents",
    summary: "Events of a query, page by page",
    answer: json("A page of events", EventsAnswer),
  });
  api.get("/events", list, takes({ q, limit, cursor, order: order("newest") }), async (c) => {
    const { q: text, ...options } = c.req.valid("query");
    return c.json(await readPage(readingOf(context, c), scopedQuery(text), options));
  });
  const one = describe({
    operationId: "getEvent",
    summary: "One event",
    answer: json("The event", EventAnswer),
    problems: [404],
  });
  api.get("/events/:id", one, takes({}), async (c) => {
    const event = toApiEvent(await getEvent(readingOf(context, c), pathPart(c, 3)));
    return c.json({ event } satisfies EventAnswer);
  });
  const around = describe({
    operationId: "getEventContext",
    summary: "What happened around an event in its origin",
    answer: json("The event and its neighbours", ContextAnswer),
    problems: [404],
  });
  const sides = takes({ before: neighbours("before"), after: neighbours("after") });
  api.get("/events/:id/context", around, sides, async (c) => {
    const id = pathPart(c, 3);
    return c.json(await readContext(readingOf(context, c), id, c.req.valid("query")));
  });
  const userEvents = describe({
    operationId: "listUserEvents",
    summary: "The timeline of a user",
    answer: json("A page of events", EventsAnswer),
  });
  // `q` can only narrow a timeline: every term of a query must hold.
  const page = takes({ q, limit, cursor, order: order("oldest") });
  api.get("/users/:userId/events", userEvents, page, async (c) => {
    const { q: text, ...options } = c.req.valid("query");
    const query = scopedQuery(text, is("user", c.req.param("userId")));
    return c.json(await readPage(readingOf(context, c), query, options));
  });
  const correlationEvents = describe({
    operationId: "listCorrelationEvents",
    summary: "The timeline of a correlation",
    answer: json("A page of events", EventsAnswer),
  });
  api.get("/correlations/:id/events", correlationEvents, page, async (c) => {
    const { q: text, ...options } = c.req.valid("query");
    const query = scopedQuery(text, is("correlation", c.req.param("id")));
    return c.json(await readPage(readingOf(context, c), query, options));
  });
}

async function getEvent({ log, signal }: Reading, id: string): Promise<StoredEvent> {
  const event = await log.get(id, { signal });
  if (event) return event;
  throw new Problem("not-found", "No event has this id.", {
    hint: "it may have expired",
  });
}

async function readContext(
  reading: Reading,
  id: string,
  around: { before: number; after: number },
): Promise<ContextAnswer> {
  const event = await getEvent(reading, id);
  // The time of the sort key, since the log is sorted by it.
  const time = timeOfSortKey(event.sk);
  const part = (bound: "since" | "until"): Query => ({
    terms: [is("origin", event.origin), is(bound, time)],
  });
  const [earlier, later] = await Promise.all([
    readWithin(reading, part("until"), { limit: around.before + 1, order: "newest" }),
    readWithin(reading, part("since"), { limit: around.after + SAME_TIME, order: "oldest" }),
  ]);
  const at = later.events.findIndex(({ sk }) => sk === event.sk);
  const before = [...earlier.events.reverse(), ...later.events.slice(0, Math.max(at, 0))];
  const after = later.events.slice(at + 1, at + 1 + around.after);
  return {
    before: (around.before === 0 ? [] : before.slice(-around.before)).map(toApiEvent),
    event: toApiEvent(event),
    after: after.map(toApiEvent),
    read: priced(addCost(earlier.read, later.read)),
  };
}

function is(field: Term["field"], text: string): Term {
  return { field, values: [{ op: "is", text }] };
}

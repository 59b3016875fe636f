import type { Query, StoredEvent, Term } from "@service-events/query";
import type { ContextAnswer, EventAnswer } from "../answers.js";
import { type Api, type ApiContext, pathPart, readingOf } from "../environment.js";
import { INPUTS, readInput } from "../input.js";
import { Problem } from "../problem.js";
import {
  addCosts,
  priced,
  type Reading,
  readPage,
  readWithin,
  scopedQuery,
  toApiEvent,
} from "../reading.js";

/** Events may share their very microsecond with the one whose neighbours are asked for. */
const SAME_TIME = 20;

/** Adds pages of events, one event, and what was around it. */
export function addEventRoutes(api: Api, context: ApiContext): void {
  api.get("/events", async (c) => {
    const { q, ...options } = readInput(c.req, INPUTS.events);
    return c.json(await readPage(readingOf(context, c), scopedQuery(q), options));
  });
  api.get("/events/:id", async (c) => {
    readInput(c.req, INPUTS.none);
    const event = toApiEvent(await getEvent(readingOf(context, c), pathPart(c, 3)));
    return c.json({ event } satisfies EventAnswer);
  });
  api.get("/events/:id/context", async (c) => {
    const around = readInput(c.req, INPUTS.context);
    return c.json(await readContext(readingOf(context, c), pathPart(c, 3), around));
  });
  addTimeline(api, context, "users", "user");
  addTimeline(api, context, "correlations", "correlation");
}

/** Adds all events of one user or of one correlation. `q` can only narrow them: every term of a query must hold. */
function addTimeline(
  api: Api,
  context: ApiContext,
  path: string,
  field: "user" | "correlation",
): void {
  api.get(`/${path}/:id/events`, async (c) => {
    const { q, ...options } = readInput(c.req, INPUTS.timeline);
    const query = scopedQuery(q, is(field, c.req.param("id")));
    return c.json(await readPage(readingOf(context, c), query, options));
  });
}

async function getEvent({ log, signal }: Reading, id: string): Promise<StoredEvent> {
  const event = await log.get(id, { signal });
  if (event) return event;
  throw new Problem("not-found", "There is no event with this id.", {
    hint: "it may have expired: events are kept as long as their type says",
  });
}

async function readContext(
  reading: Reading,
  id: string,
  around: { before: number; after: number },
): Promise<ContextAnswer> {
  const event = await getEvent(reading, id);
  // The time of the key, since that is what the log is sorted by, whatever the event says.
  const [time = ""] = event.sk.split("#", 1);
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
    read: priced(addCosts(earlier.read, later.read)),
  };
}

function is(field: Term["field"], text: string): Term {
  return { field, values: [{ op: "is", text }] };
}

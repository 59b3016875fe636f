import { printQuery, type Query } from "@service-events/query";
import { CountsAnswer, type ReadAnswer, TypesAnswer } from "../answers.js";
import { type Api, type ApiContext, readingOf } from "../environment.js";
import { by, q, recent, takes } from "../input.js";
import { describe, json } from "../openapi.js";
import { describePlan, priced, scopedQuery } from "../reading.js";
import { createTally, type Look, lookThrough } from "../tally.js";
import { mergeTypes } from "../types.js";

/** Adds the histogram, the facets, and the types with how often each was seen. */
export function addCountRoutes(api: Api, context: ApiContext): void {
  const counts = describe({
    operationId: "countEvents",
    summary: "How many events of a query there are, by one key or several",
    answer: json("Counts by each key", CountsAnswer),
  });
  api.get("/counts", counts, takes({ q, by }), async (c) => {
    const input = c.req.valid("query");
    const query = scopedQuery(input.q);
    const tallies = input.by.map((key) => [key, createTally(key)] as const);
    // One look for all of them: reading is what costs.
    const look = await lookThrough(readingOf(context, c), query, (event) => {
      for (const [, tally] of tallies) tally.add(event);
    });
    const counts = Object.fromEntries(tallies.map(([name, tally]) => [name, tally.answer()]));
    return c.json({
      counts,
      total: Object.values(counts)[0]?.total ?? 0,
      ...aboutLook(query, look),
      ...(look.reached && { reached: look.reached }),
    } satisfies CountsAnswer);
  });
  const types = describe({
    operationId: "listTypes",
    summary: "Types of events: what the catalogues say, and what was written",
    answer: json("Types with their counts", TypesAnswer),
  });
  api.get("/types", types, takes({ q: recent }), async (c) => {
    const query = scopedQuery(c.req.valid("query").q);
    const reading = readingOf(context, c);
    const merge = mergeTypes(await context.log.origins({ signal: reading.signal }));
    const look = await lookThrough(reading, query, merge.see);
    return c.json({ types: merge.types(), ...aboutLook(query, look) } satisfies TypesAnswer);
  });
}

function aboutLook(query: Query, { complete, stopped, plan, read }: Look): ReadAnswer {
  return {
    complete,
    stopped,
    plan: describePlan(plan),
    read: priced(read),
    query: printQuery(query),
  };
}

import { printQuery, type Query } from "@service-events/query";
import type { CountsAnswer, ReadAnswer } from "../answers.js";
import { type Api, type ApiContext, readingOf } from "../environment.js";
import { INPUTS, readInput } from "../input.js";
import { describe, priced, scopedQuery } from "../reading.js";
import { createTally, type Look, lookThrough } from "../tally.js";
import { mergeTypes } from "../types.js";

/** Adds the histogram, the facets, and the types with how often each was seen. */
export function addCountRoutes(api: Api, context: ApiContext): void {
  api.get("/counts", async (c) => {
    const { q, by } = readInput(c.req, INPUTS.counts);
    const query = scopedQuery(q);
    const tallies = by.map((name) => [name, createTally(name)] as const);
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
  api.get("/types", async (c) => {
    const query = scopedQuery(readInput(c.req, INPUTS.types).q);
    const reading = readingOf(context, c);
    const merge = mergeTypes(await context.log.origins({ signal: reading.signal }));
    const look = await lookThrough(reading, query, merge.see);
    return c.json({ types: merge.types(), ...aboutLook(query, look) });
  });
}

function aboutLook(query: Query, { complete, stopped, plan, read }: Look): ReadAnswer {
  return { complete, stopped, plan: describe(plan), read: priced(read), query: printQuery(query) };
}

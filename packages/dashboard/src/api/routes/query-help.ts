import { printQuery } from "@service-events/query";
import type { CompletionsAnswer, ExplainAnswer, OriginsAnswer } from "../answers.js";
import { type Api, type ApiContext, readingOf } from "../environment.js";
import { INPUTS, readInput } from "../input.js";
import { describe, priced, scopedQuery } from "../reading.js";

/** Adds what helps to write a query: the origins, completion, and the price before it is paid. */
export function addQueryHelpRoutes(api: Api, context: ApiContext): void {
  api.get("/origins", async (c) => {
    readInput(c.req, INPUTS.none);
    const { log, signal } = readingOf(context, c);
    return c.json({ origins: await log.origins({ signal }) } satisfies OriginsAnswer);
  });
  api.get("/completions", async (c) => {
    const { q, at } = readInput(c.req, INPUTS.completions);
    const { log, signal } = readingOf(context, c);
    return c.json((await log.complete(q, at, { signal })) satisfies CompletionsAnswer);
  });
  api.get("/explain", async (c) => {
    const { q, ...options } = readInput(c.req, INPUTS.explain);
    const { log, signal, meters, caller } = readingOf(context, c);
    const query = scopedQuery(q);
    const { settle } = meters.reserve(caller);
    let units: number | undefined;
    try {
      const { plan, page, all, probe } = await log.explain(query, { ...options, signal });
      units = probe.read.units;
      return c.json({
        plan: describe(plan),
        estimate: { page, ...(all && { all }) },
        query: printQuery(query),
        read: priced(probe.read),
      } satisfies ExplainAnswer);
    } finally {
      settle(units);
    }
  });
}

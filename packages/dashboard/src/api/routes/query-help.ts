import { printQuery } from "@service-events/query";
import { CompletionsAnswer, ExplainAnswer, OriginsAnswer } from "../answers.js";
import { type Api, type ApiContext, readingOf } from "../environment.js";
import { at, limit, order, q, takes } from "../input.js";
import { describe, json } from "../openapi.js";
import { describePlan, priced, scopedQuery } from "../reading.js";

/** Adds origins, completion and explain. */
export function addQueryHelpRoutes(api: Api, context: ApiContext): void {
  const origins = describe({
    operationId: "listOrigins",
    summary: "Every origin that ever wrote",
    answer: json("Origins with their types", OriginsAnswer),
  });
  api.get("/origins", origins, takes({}), async (c) => {
    const { log, signal } = readingOf(context, c);
    return c.json({ origins: await log.origins({ signal }) } satisfies OriginsAnswer);
  });
  const completions = describe({
    operationId: "completeQuery",
    summary: "What can be written at a position of a query",
    answer: json("What to insert, and where", CompletionsAnswer),
  });
  api.get("/completions", completions, takes({ q, at }), async (c) => {
    const input = c.req.valid("query");
    const { log, signal } = readingOf(context, c);
    const completion = await log.complete(input.q, input.at, { signal });
    return c.json(completion satisfies CompletionsAnswer);
  });
  const explain = describe({
    operationId: "explainQuery",
    summary: "How a query will be read, and what that will cost",
    answer: json("The plan and its price", ExplainAnswer),
  });
  api.get("/explain", explain, takes({ q, limit, order: order("newest") }), async (c) => {
    const { q: text, ...options } = c.req.valid("query");
    const { log, signal, meters, caller } = readingOf(context, c);
    const query = scopedQuery(text);
    const { settle } = meters.reserve(caller);
    let units: number | undefined;
    try {
      const { plan, page, all, probe } = await log.explain(query, { ...options, signal });
      units = probe.read.units;
      return c.json({
        plan: describePlan(plan),
        estimate: { page, ...(all && { all }) },
        query: printQuery(query),
        read: priced(probe.read),
      } satisfies ExplainAnswer);
    } finally {
      settle(units);
    }
  });
}

import { type Count, printQuery, type Query } from "@service-events/query";
import {
  type CountAnswer,
  type CountKey,
  CountsAnswer,
  type ReadAnswer,
  TypesAnswer,
} from "../answers.js";
import { type Api, type ApiContext, readingOf } from "../environment.js";
import { by, q, recent, takes } from "../input.js";
import { describe, json } from "../openapi.js";
import { countWithin, describePlan, priced, scopedQuery } from "../reading.js";
import { mergeTypes } from "../types.js";

/** Adds counts for the histogram and the facets, and the types with their counts. */
export function addCountRoutes(api: Api, context: ApiContext): void {
  const counts = describe({
    operationId: "countEvents",
    summary: "How many events of a query there are, by one key or several",
    answer: json("Counts by each key", CountsAnswer),
  });
  api.get("/counts", counts, takes({ q, by }), async (c) => {
    const input = c.req.valid("query");
    const query = scopedQuery(input.q);
    const count = await countWithin(readingOf(context, c), query, input.by);
    const counts = input.by.map((key) => [key, toCountAnswer(key, count)] as const);
    return c.json({
      counts: Object.fromEntries(counts),
      total: count.total,
      ...toReadAnswer(query, count),
      ...(count.reached && { reached: count.reached }),
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
    const origins = await context.log.origins({ signal: reading.signal });
    const count = await countWithin(reading, query, ["type"]);
    const types = mergeTypes(origins, count.groups.type);
    return c.json({ types, ...toReadAnswer(query, count) } satisfies TypesAnswer);
  });
}

/** Only times have their levels: the histogram is drawn by them. */
function toCountAnswer(key: CountKey, { total, stored, groups }: Count<CountKey>): CountAnswer {
  const isTime = key === "minute" || key === "hour" || key === "day";
  return {
    total,
    stored,
    groups: groups[key].map(({ key: name, count, levels }) => ({
      key: name,
      count,
      ...(isTime && { levels }),
    })),
  };
}

function toReadAnswer(
  query: Query,
  { complete, stopped, plan, read }: Pick<Count, "complete" | "stopped" | "plan" | "read">,
): ReadAnswer {
  return {
    complete,
    stopped,
    plan: describePlan(plan),
    read: priced(read),
    query: printQuery(query),
  };
}

import type { Query } from "../language/query.js";
import type { LogContext } from "../log-context.js";
import { createMatcher } from "../match.js";
import { describePlan } from "../plan/describe.js";
import { type Estimate, estimateRead, type Sample } from "../plan/estimate.js";
import { makePlan, type Plan } from "../plan/plan.js";
import type { Order } from "../plan/range.js";
import { type ReadCost, startMeter } from "./budget.js";
import { assertLimit, assertOrder } from "./pages.js";
import { createPartitionReader } from "./partition.js";
import { isExpired, toRecord } from "./record.js";

/** A plan and its expected cost. */
export interface Explanation {
  plan: Plan;
  /** The plan in a few sentences. */
  summary: string;
  /** The cost of the first page. */
  page: Estimate;
  /** The cost of all events; missing when it is unknown how far back they go. */
  all?: Estimate;
  /** The sample used for the estimate, and its cost. */
  probe: { partitions: number; items: number; matching: number; read: ReadCost };
}

/** Options of an explanation. */
export interface ExplainOptions {
  /** Events on the page that is estimated; 50 by default. */
  limit?: number;
  /** `newest` first by default. */
  order?: Order;
  signal?: AbortSignal;
}

/** The size of a sample: this many items in each of this many partitions. */
const PROBE_ITEMS = 40;
const PROBE_PARTITIONS = 3;

/**
 * Plans a query and estimates its cost from a sample of up to three partitions. Reads at most 120 items, and the registry
 * if it is not cached.
 */
export async function explainQuery(
  log: LogContext,
  query: Query,
  { limit = 50, order = "newest", signal }: ExplainOptions = {},
): Promise<Explanation> {
  assertLimit(limit);
  assertOrder(order);
  const meter = startMeter();
  const now = log.now();
  const origins = () => log.origins(meter, signal);
  // Items that the filter drops cost as much, so the sample is taken without it.
  const { filter: _, ...plan } = await makePlan(query, {
    indexes: log.indexes,
    now,
    order,
    origins,
  });
  const matches = createMatcher(query, now);
  const samples = await Promise.all(
    spreadOver(plan.partitions, PROBE_PARTITIONS).map(async (partition): Promise<Sample> => {
      const look = createPartitionReader(log, plan, partition, plan.range);
      const fetched = await look(PROBE_ITEMS, signal);
      meter.add(fetched);
      const events = fetched.items.map(toRecord);
      return {
        keys: events.map((event) => event.sk),
        matching: events.filter((event) => !isExpired(event, now) && matches(event)).length,
        units: fetched.units,
        isAll: fetched.position === undefined,
      };
    }),
  );
  const { partitions, range } = plan;
  return {
    plan,
    summary: describePlan(plan),
    ...estimateRead(samples, { partitions: partitions.length, limit, range, now }),
    probe: {
      partitions: samples.length,
      items: samples.reduce((sum, { keys }) => sum + keys.length, 0),
      matching: samples.reduce((sum, { matching }) => sum + matching, 0),
      read: meter.cost,
    },
  };
}

/** Up to `count` elements, evenly spread: neighbours are shards of one origin. */
function spreadOver<Element>(elements: readonly Element[], count: number): Element[] {
  const step = Math.max(elements.length / count, 1);
  return elements.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}

import type { LogContext } from "../log-context.js";
import { createMatcher } from "../match.js";
import { makePlan, type Plan, type ReadPlan } from "../plan/plan.js";
import { isEmpty, type KeyRange, type Order, rangeBehind } from "../plan/range.js";
import type { Query } from "../text/query.js";
import type { Budget, Meter } from "./budget.js";
import { createMerge, type Merge } from "./merge.js";
import { createPartitionReader } from "./partition.js";
import { type Item, isExpired, toRecord } from "./record.js";

/** What a reader reads. */
export interface ReaderOptions {
  order: Order;
  /** In ms; what relative times count from. */
  now: number;
  /** The sort key behind which to start. */
  after?: string | undefined;
  /** Events that will probably be taken. */
  wanted: number;
  /** The attributes that are needed; all when missing. */
  attributes?: readonly string[];
  signal?: AbortSignal | undefined;
}

/** The events of a query, one after the other. */
export interface Reader extends Pick<Merge, "take" | "position" | "isAtEnd"> {
  plan: Plan;
  /** Reads on once `take` gives nothing; says why not when the end or the budget is reached. */
  advance(meter: Meter): Promise<"end" | keyof Budget | undefined>;
}

/** A Query reads at most this many items at once; DynamoDB itself stops at 1 MB. */
const MAX_FETCH = 1_000;
/** About so many items are held at a time, however many partitions are merged. */
const MAX_HELD = 10_000;
/** How much more is asked for each time: a rare event is then found in few requests, and a frequent one for few units. */
const GROWTH = 4;

/** Plans a query and starts to read it. What reading the registry takes is added to the meter. */
export async function openReader(
  log: LogContext,
  query: Query,
  meter: Meter,
  options: ReaderOptions,
): Promise<Reader> {
  const { order, now, signal } = options;
  const origins = () => log.origins(meter, signal);
  const { filter, ...plan } = await makePlan(query, { indexes: log.indexes, now, order, origins });
  const merge = startMerge(log, query, { ...plan, ...(filter && { filter }) }, options);
  const count = Math.max(plan.partitions.length, 1);
  const largest = Math.max(Math.min(MAX_FETCH, Math.floor(MAX_HELD / count)), 1);
  let size = Math.min(firstFetch(count, options.wanted), largest);
  return {
    plan,
    take: merge.take,
    get position() {
      return merge.position;
    },
    get isAtEnd() {
      return merge.isAtEnd;
    },
    async advance(current) {
      signal?.throwIfAborted();
      if (merge.isAtEnd) return "end";
      // Before every partition was asked there is no place from which another read could go on.
      const { exhausted } = current;
      if (exhausted && merge.isStarted) return exhausted;
      current.add(await merge.advance(size, current.itemsLeft, signal));
      // Whoever takes more, or finds little, will want more still.
      size = Math.min(size * GROWTH, largest);
      return undefined;
    },
  };
}

/**
 * One partition is asked for what is wanted and no more. Several are asked for a share each and two standard deviations: if
 * events are spread by chance, hardly ever must one be asked again.
 */
function firstFetch(partitions: number, wanted: number): number {
  if (partitions === 1) return wanted;
  const share = wanted / partitions;
  return Math.min(Math.ceil(share + 2 * Math.sqrt(share)) + 1, wanted);
}

function startMerge(log: LogContext, query: Query, plan: ReadPlan, options: ReaderOptions): Merge {
  const { after, attributes, now, order } = options;
  const range: KeyRange = after === undefined ? plan.range : rangeBehind(plan.range, after, order);
  const partitions = isEmpty(range) ? [] : plan.partitions;
  const matches = createMatcher(query, now);
  const readers = partitions.map((partition) =>
    createPartitionReader(log, plan, partition, range, attributes),
  );
  return createMerge(readers, order, (item: Item) => {
    const event = toRecord(item);
    const isWanted = event.sk !== after && !isExpired(event, log.now()) && matches(event);
    return isWanted ? event : undefined;
  });
}

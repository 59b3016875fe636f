import { shardOf } from "@service-events/schema";
import type { Query } from "../language/query.js";
import type { LogContext } from "../log-context.js";
import { createMatcher } from "../match.js";
import { makePlan, type Plan, type ReadPlan } from "../plan/plan.js";
import { isEmpty, type KeyRange, type Order, rangeAfter } from "../plan/range.js";
import type { Budget, Meter } from "./budget.js";
import { createMerge, type Merge } from "./merge.js";
import { createPartitionReader } from "./partition.js";
import { type Item, isExpired, toRecord } from "./record.js";

/** What a reader reads. */
export interface ReaderOptions {
  order: Order;
  /** In ms; what relative times count from. */
  now: number;
  /** The sort key to start after. */
  after?: string | undefined;
  /** How many events will probably be taken. */
  wanted: number;
  /** The attributes to read; all by default. */
  attributes?: readonly string[];
  signal?: AbortSignal | undefined;
}

/** The events of a query, one by one. */
export interface Reader extends Pick<Merge, "take" | "position" | "isAtEnd"> {
  plan: Plan;
  /** Reads more once `take` returns nothing; returns the reason when the end or the budget is reached. */
  advance(meter: Meter): Promise<"end" | keyof Budget | undefined>;
}

/** A Query reads at most this many items at once; DynamoDB itself stops at 1 MB. */
const MAX_FETCH = 1_000;
/** The approximate maximum of items in memory, however many partitions are merged. */
const MAX_HELD = 10_000;
/** The most by which one request may exceed the one before: what is rare in a few items may be common in more. */
const GROWTH = 4;

/** Plans a query and starts to read it. The cost of reading the registry is added to the meter. */
export async function openReader(
  log: LogContext,
  query: Query,
  meter: Meter,
  options: ReaderOptions,
): Promise<Reader> {
  const { order, now, signal, wanted } = options;
  const origins = () => log.origins(meter, signal);
  const { filter, ...plan } = await makePlan(query, { indexes: log.indexes, now, order, origins });
  const merge = startMerge(log, query, { ...plan, ...(filter && { filter }) }, options);
  const count = Math.max(plan.partitions.length, 1);
  const largest = Math.max(Math.min(MAX_FETCH, Math.floor(MAX_HELD / count)), 1);
  const smallest = Math.min(firstFetch(count, wanted), largest);
  let size = smallest;
  let taken = 0;
  // Starts at one, so that the first estimate is defined before anything was read.
  let scanned = 1;
  let matching = 0;
  return {
    plan,
    take() {
      const event = merge.take();
      if (event) taken += 1;
      return event;
    },
    get position() {
      return merge.position;
    },
    get isAtEnd() {
      return merge.isAtEnd;
    },
    async advance(current) {
      signal?.throwIfAborted();
      if (merge.isAtEnd) return "end";
      // Until every partition was read once, there is no position to continue from.
      const { exhausted } = current;
      if (exhausted && merge.isStarted) return exhausted;
      const read = await merge.advance(size, current.itemsLeft, signal);
      current.add(read);
      scanned += read.scanned;
      matching += read.matching;
      // The number of items needed for the rest, if they match as often as those before.
      const needed = Math.ceil(((wanted - (taken % wanted)) * scanned) / Math.max(matching, 1));
      size = Math.min(Math.max(needed, smallest), size * GROWTH, largest);
      return undefined;
    },
  };
}

/**
 * One partition is asked for exactly what is wanted. Several are asked for a share each plus two standard deviations: if
 * events are spread at random, a second request is rarely needed.
 */
function firstFetch(partitions: number, wanted: number): number {
  if (partitions === 1) return Math.min(wanted, MAX_FETCH);
  const share = wanted / partitions;
  return Math.min(Math.ceil(share + 2 * Math.sqrt(share)) + 1, wanted);
}

function startMerge(log: LogContext, query: Query, plan: ReadPlan, options: ReaderOptions): Merge {
  const { after, attributes, now, order } = options;
  const range: KeyRange = after === undefined ? plan.range : rangeAfter(plan.range, after, order);
  const partitions = isEmpty(range) ? [] : plan.partitions;
  const matches = createMatcher(query, now);
  const sources = partitions.map((partition) => ({
    read: createPartitionReader(log, plan, partition, range, attributes),
    // The first shard of an event also holds those of all origins without shards.
    first:
      plan.source === "byEvent" && shardOf(partition) === 0 ? firstFetch(1, options.wanted) : 0,
  }));
  return createMerge(sources, order, (item: Item) => {
    const event = toRecord(item);
    const isWanted = event.sk !== after && !isExpired(event, log.now()) && matches(event);
    return isWanted ? event : undefined;
  });
}

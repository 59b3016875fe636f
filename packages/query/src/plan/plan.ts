import { eventPartition, INDEXES, type IndexName, originPartition } from "@service-events/schema";
import { QueryTooWideError } from "../errors.js";
import { parseEventId } from "../language/event-id.js";
import { matchesName } from "../language/names.js";
import { printTerm } from "../language/print.js";
import type { FieldName, Query, Term } from "../language/query.js";
import type { RegisteredOrigin } from "../registry.js";
import { type Advice, adviseIndex } from "./advice.js";
import { createFilter, type Filter, filterable } from "./filter.js";
import { compareKeys, intersect, isEmpty, type KeyRange, type Order, timeRange } from "./range.js";

/** The maximum of partitions in one read: each costs a request, even if it is empty. */
const MAX_PARTITIONS = 1_024;

/** How a query is read; nothing else in the table is touched. */
export interface Plan {
  /** The index that is read; `table` for the table itself. */
  source: "table" | IndexName;
  /** The partition keys that are read, merged by time. */
  partitions: readonly string[];
  /** The sort keys that are read: the query's time. */
  range: KeyRange;
  order: Order;
  /** The term that selected the source, as canonical text; missing when all origins are read. */
  access?: string;
  /** Terms that DynamoDB checks. That saves transfer but no read units: dropped items were read, too. */
  filtered: readonly string[];
  /** Terms that are checked after reading. */
  checked: readonly string[];
  /** A missing index that would make this query cheaper. */
  advice?: Advice;
}

/** A plan with what only the reader needs. */
export interface ReadPlan extends Plan {
  filter?: Filter;
}

/** What a plan depends on besides the query. */
export interface PlanContext {
  indexes: readonly IndexName[];
  /** In ms; what relative times count from. */
  now: number;
  order: Order;
  /** Reads the registry; called only when the plan depends on it. */
  origins(): Promise<readonly RegisteredOrigin[]>;
}

interface Access {
  source: Plan["source"];
  term?: Term;
  partitions: readonly string[];
  range?: KeyRange;
}

/**
 * Chooses how to read a query: by id, correlation, user, event or origin, in this order, whichever has exact values in the
 * query and an index in the table. Without any, all registered origins are read.
 *
 * @throws QueryTooWideError when that would be more than {@link MAX_PARTITIONS} partitions.
 */
export async function makePlan(query: Query, context: PlanContext): Promise<ReadPlan> {
  const access = await chooseAccess(query, context);
  const range = intersect(timeRange(query, context.now), access.range ?? {});
  const partitions = isEmpty(range) ? [] : [...new Set(access.partitions)];
  if (partitions.length > MAX_PARTITIONS) {
    throw new QueryTooWideError(partitions.length, MAX_PARTITIONS);
  }
  const rest = query.terms.filter((term) => !isAnswered(term, access.term));
  const filtered = filterable(rest, access.source);
  const filter = createFilter(filtered, context.now);
  const advice = adviseIndex(query, access.source, context.indexes);
  return {
    source: access.source,
    partitions,
    range,
    order: context.order,
    ...(access.term && { access: printTerm(access.term) }),
    filtered: filtered.map(printTerm),
    checked: rest.filter((term) => !filtered.includes(term)).map(printTerm),
    ...(advice && { advice }),
    ...(filter && { filter }),
  };
}

/** Time is the key range and the access term is the partitions, so neither needs checking. */
function isAnswered(term: Term, access: Term | undefined): boolean {
  return term === access || term.field === "since" || term.field === "until";
}

async function chooseAccess(query: Query, context: PlanContext): Promise<Access> {
  const id = fixedTerm(query, "id");
  if (id) return idAccess(id.term, id.texts);
  for (const [field, index] of [
    ["correlation", "byCorrelation"],
    ["user", "byUser"],
  ] as const) {
    const fixed = fixedTerm(query, field);
    if (!fixed || !context.indexes.includes(index)) continue;
    return { source: index, term: fixed.term, partitions: fixed.texts };
  }
  const origins = await context.origins();
  const event = fixedTerm(query, "event");
  if (event && context.indexes.includes("byEvent")) {
    const terms = originTerms(query);
    // Shards are the origin's: those of an origin that the query excludes hold nothing it asks for.
    const asked = origins.filter(({ origin }) => terms.every((term) => matchesName(term, origin)));
    const shards = Math.max(1, ...asked.map((origin) => origin.shards));
    const partitions = spread(event.texts, shards, eventPartition);
    return { source: "byEvent", term: event.term, partitions };
  }
  return originAccess(query, origins);
}

function idAccess(term: Term, texts: readonly string[]): Access {
  const keys = texts.map(parseEventId);
  const sks = keys.map((key) => key.sk).sort(compareKeys);
  return {
    source: "table",
    // With several ids, partitions and range also contain other events: the term is still checked.
    partitions: keys.map((key) => key.pk),
    range: { from: sks[0], to: sks.at(-1) },
    term,
  };
}

function originAccess(query: Query, origins: readonly RegisteredOrigin[]): Access {
  const fixed = fixedTerm(query, "origin");
  const shardsOf = new Map(origins.map(({ origin, shards }) => [origin, shards]));
  // An origin that is not registered yet may already have events, in its first partition.
  const names = fixed ? fixed.texts : originsLike(query, [...shardsOf.keys()]);
  const partitions = names.flatMap((name) =>
    spread([name], shardsOf.get(name) ?? 1, originPartition),
  );
  return { source: "table", partitions, ...(fixed && { term: fixed.term }) };
}

/** The origins that the query's terms allow, for `origin:pay*` and `-origin:orders`. */
function originsLike(query: Query, names: readonly string[]): readonly string[] {
  const terms = originTerms(query);
  return names.filter((name) => terms.every((term) => matchesName(term, name)));
}

function originTerms(query: Query): Term[] {
  return query.terms.filter(({ field }) => field === "origin");
}

/** The first term with only exact values of a field, and these values. */
function fixedTerm(query: Query, field: FieldName): { term: Term; texts: string[] } | undefined {
  for (const term of query.terms) {
    if (term.field !== field || term.negated) continue;
    const texts = term.values.flatMap((value) => (value.op === "is" ? [value.text] : []));
    if (texts.length === term.values.length) return { term, texts };
  }
  return undefined;
}

function spread(
  names: readonly string[],
  shards: number,
  partitionOf: (name: string, shard: number) => string,
): string[] {
  return names.flatMap((name) =>
    Array.from({ length: shards }, (_, shard) => partitionOf(name, shard)),
  );
}

/** The attribute that is the partition key of a source. */
export function partitionKeyOf(source: Plan["source"]): string {
  return source === "table" ? "pk" : INDEXES[source];
}

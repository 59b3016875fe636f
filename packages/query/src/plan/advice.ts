import type { IndexName } from "@service-events/schema";
import type { FieldName, Query } from "../language/query.js";

/** A missing index that would make a query cheaper. */
export interface Advice {
  index: IndexName;
  why: string;
  /** What the index costs. */
  cost: string;
}

const INDEX_OF = [
  ["correlation", "byCorrelation", "event that has a correlation id"],
  ["user", "byUser", "event that has a user"],
  ["event", "byEvent", "event"],
] as const satisfies readonly (readonly [FieldName, IndexName, string])[];

/** The index for one of the query's terms, if the table has no better one. */
export function adviseIndex(
  query: Query,
  source: "table" | IndexName,
  indexes: readonly IndexName[],
): Advice | undefined {
  for (const [field, index, written] of INDEX_OF) {
    if (index === source) return undefined;
    const isFixed = query.terms.some(
      (term) => term.field === field && !term.negated && term.values.every(({ op }) => op === "is"),
    );
    const isById = query.terms.some((term) => term.field === "id" && !term.negated);
    if (!isFixed || isById || indexes.includes(index)) continue;
    return {
      index,
      why: `${field}: would read its own events alone`,
      cost: `one more write unit for every ${written}, per KB, and its storage`,
    };
  }
  return undefined;
}

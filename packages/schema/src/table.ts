/** The table: its key attributes and its indexes, as constructs create it and readers query it. */

/** The attribute of the partition key. */
export const PARTITION_KEY = "pk";

/** The attribute of the sort key, of the table and of every index. */
export const SORT_KEY = "sk";

/** The attribute that holds the time of expiry, in seconds since 1970. */
export const TTL_ATTRIBUTE = "ttl";

/** The indexes of the table: name and attribute of the partition key. Each is sorted by {@link SORT_KEY}. */
export const INDEXES = {
  byUser: "userId",
  byEvent: "eventPk",
  byCorrelation: "correlationId",
} as const;

/** The name of an index: what it finds events by. */
export type IndexName = keyof typeof INDEXES;

/** The names of all indexes. */
export const INDEX_NAMES = Object.keys(INDEXES) as readonly IndexName[];

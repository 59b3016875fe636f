/** The keys of an item: partitions, shards and what a sort key says. */

/** The partition of the registry, in which every origin that ever wrote is listed. */
export const REGISTRY_PARTITION = "ORIGINS";

/** More shards than this make reading dearer than writing can get cheaper: each read asks all of them. */
export const MAX_SHARDS = 128;

/**
 * The partition of one shard of an origin. Shard 0 is the bare one, so that shards can be added later.
 *
 * @example
 * originPartition("orders"); // "ORIGIN#orders"
 * originPartition("orders", 3); // "ORIGIN#orders#3"
 */
export function originPartition(origin: string, shard = 0): string {
  return shard === 0 ? `ORIGIN#${origin}` : `ORIGIN#${origin}#${shard}`;
}

/**
 * The partition of one shard of an event type in the index `byEvent`.
 *
 * @example
 * eventPartition("JOB_FAILED", 3); // "EVENT#JOB_FAILED#3"
 */
export function eventPartition(event: string, shard = 0): string {
  return shard === 0 ? `EVENT#${event}` : `EVENT#${event}#${shard}`;
}

/**
 * The shard that a partition of either kind stands for.
 *
 * @example
 * shardOf("ORIGIN#orders#3"); // 3
 * shardOf("ORIGIN#orders"); // 0
 */
export function shardOf(partition: string): number {
  const last = partition.lastIndexOf("#");
  return last === partition.indexOf("#") ? 0 : Number(partition.slice(last + 1));
}

/**
 * Throws when a name cannot be an origin: it is part of the partition key, in which `#` separates.
 *
 * @throws TypeError that says what was received and what is allowed.
 *
 * @example
 * assertOrigin("orders#1"); // throws TypeError: origin 'orders#1' is not allowed: …
 */
export function assertOrigin(origin: unknown): asserts origin is string {
  const allowed = "use a name of 1 to 256 characters without '#', such as 'orders'";
  if (typeof origin !== "string") {
    throw new TypeError(`origin must be a string, received ${typeof origin}: ${allowed}`);
  }
  if (origin === "" || origin.length > 256 || origin.includes("#")) {
    throw new TypeError(`origin '${origin.slice(0, 300)}' is not allowed: ${allowed}`);
  }
}

/**
 * Throws when a number of shards is not a whole number from 1 to {@link MAX_SHARDS}.
 *
 * @throws RangeError that says what was received.
 *
 * @example
 * assertShards(0); // throws RangeError: shards must be a whole number from 1 to 128, received 0
 */
export function assertShards(shards: unknown): asserts shards is number {
  if (!Number.isInteger(shards) || (shards as number) < 1 || (shards as number) > MAX_SHARDS) {
    throw new RangeError(
      `shards must be a whole number from 1 to ${MAX_SHARDS}, received ${String(shards)}`,
    );
  }
}

/** What a sort key says: `{createdAt}#{event}#{process}`. */
export interface SortKeyParts {
  /** ISO 8601 in UTC with six decimals. */
  readonly createdAt: string;
  readonly event: string;
  /** The id of the process that recorded the event; empty where an old or foreign writer left it out. */
  readonly process: string;
}

/**
 * Takes a sort key apart. An event's name may not contain `#`, a key that does anyway keeps it in `process`.
 *
 * @example
 * readSortKey("2026-11-24T02:48:15.096003Z#JOB_FAILED#k3xw9d").event; // "JOB_FAILED"
 */
export function readSortKey(sk: string): SortKeyParts {
  const [createdAt = "", event = "", ...rest] = sk.split("#");
  return { createdAt, event, process: rest.join("#") };
}

/**
 * The time that a sort key begins with: ISO 8601 in UTC with six decimals.
 *
 * @example
 * timeOfSortKey("2026-11-24T02:48:15.096003Z#JOB_FAILED#k3xw9d"); // "2026-11-24T02:48:15.096003Z"
 */
export function timeOfSortKey(sk: string): string {
  const end = sk.indexOf("#");
  return end === -1 ? sk : sk.slice(0, end);
}

/**
 * The origin of a partition such as `ORIGIN#orders#3`; undefined for any other partition.
 *
 * @example
 * originOfPartition("ORIGIN#orders#3"); // "orders"
 * originOfPartition("ORIGINS"); // undefined
 */
export function originOfPartition(pk: string): string | undefined {
  const [kind, origin] = pk.split("#", 2);
  return kind === "ORIGIN" && origin ? origin : undefined;
}

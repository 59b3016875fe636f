/**
 * The record and its keys: what writers put into the table and what readers ask for.
 *
 * This module is the only part of the logger that readers import, so it knows no platform and no AWS.
 */

/** The event types of the default catalogue. Declare your own with `defineEvents`. */
export enum EventType {
  UserRegistered = "USER_REGISTERED",
  JobStarted = "JOB_STARTED",
  JobCompleted = "JOB_COMPLETED",
  JobFailed = "JOB_FAILED",
  SubscriptionUpdated = "SUBSCRIPTION_UPDATED",
  Error = "ERROR",
}

/** How serious an event or a line is, from least to most. */
export type Level = "debug" | "info" | "warn" | "error";

/** What is kept of an Error. The stack is not: it goes to the console. */
export interface EventError {
  name: string;
  message: string;
  code?: string;
  /** Equal for errors of one kind: same name and code, and a message that differs only in ids and numbers. */
  fingerprint: string;
}

/** Anything that JSON can say. A record's payload holds nothing else, so every sink can store it. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** One business event, as it is written and as it is read back. */
export interface EventRecord<Name extends string = EventType> {
  /** `ORIGIN#{origin}`, with `#{shard}` behind it for all shards but the first. */
  pk: string;
  /** `{createdAt}#{event}#{process}`: unique and in order of time across the whole table. */
  sk: string;
  /** The service that recorded the event. */
  origin: string;
  event: Name;
  userId?: string;
  /** ISO 8601 in UTC with six decimals; the last three number the events of a process within a millisecond. */
  createdAt: string;
  description: string;
  payload?: Record<string, unknown>;
  level?: Level;
  /** The id of the invocation that recorded the event. */
  requestId?: string;
  /** What all events of one request share, across services. */
  correlationId?: string;
  error?: EventError;
  environment?: string;
  /** The version of the payload that the catalogue has for the type, so that old events are read by old rules. */
  version?: number;
  /** How the event differs from the catalogue, as `payload.total: expected number`; absent when it does not. */
  invalid?: string[];
  /** What could not be stored of the payload, as `payload.items: 500 more items`; absent when all was. */
  lost?: string[];
  /** How many events this one stands for, where its type is sampled: 10 when one of ten is kept. Absent: 1. */
  weight?: number;
  /** When the record expires, in seconds since 1970; `null` keeps it forever; absent means its type's default. */
  ttl?: number | null;
}

/** The table's attribute that holds the time of expiry, in seconds since 1970. */
export const TTL_ATTRIBUTE = "ttl";

/** The indexes of the table: name and partition key; every one is sorted by `sk`. */
export const INDEXES = {
  byUser: "userId",
  byEvent: "eventPk",
  byCorrelation: "correlationId",
} as const;

export type IndexName = keyof typeof INDEXES;

/** The partition of the registry, in which every origin that ever wrote is listed. */
export const REGISTRY_PARTITION = "ORIGINS";

/** More shards than this make reading dearer than writing can get cheaper: each read asks all of them. */
export const MAX_SHARDS = 128;

/** The partition of one shard of an origin. Shard 0 is the bare one, so that shards can be added later. */
export function originPartition(origin: string, shard = 0): string {
  return shard === 0 ? `ORIGIN#${origin}` : `ORIGIN#${origin}#${shard}`;
}

/** The partition of one shard of an event type in the index `byEvent`. */
export function eventPartition(event: string, shard = 0): string {
  return shard === 0 ? `EVENT#${event}` : `EVENT#${event}#${shard}`;
}

/** The shard that a partition of either kind stands for. */
export function shardOf(partition: string): number {
  const last = partition.lastIndexOf("#");
  return last === partition.indexOf("#") ? 0 : Number(partition.slice(last + 1));
}

/**
 * Throws when a name cannot be an origin: it is part of the partition key, in which `#` separates.
 *
 * @throws TypeError that says what was received and what is allowed.
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
 */
export function assertShards(shards: unknown): asserts shards is number {
  if (!Number.isInteger(shards) || (shards as number) < 1 || (shards as number) > MAX_SHARDS) {
    throw new RangeError(
      `shards must be a whole number from 1 to ${MAX_SHARDS}, received ${String(shards)}`,
    );
  }
}

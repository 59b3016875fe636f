/** What an event is: the record that writers put into the table and readers get back. */

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
export type Level = (typeof LEVELS)[number];

/** The levels, from least to most serious. */
export const LEVELS = ["debug", "info", "warn", "error"] as const;

/** What is kept of an Error. */
export interface EventError {
  name: string;
  message: string;
  code?: string;
  /** Equal for errors of one kind: same name and code, and a message that differs only in ids and numbers. */
  fingerprint: string;
  /** The frames of one's own code, and how many others there were; then those of the causes. Absent when turned off. */
  stack?: string;
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
  /** `ORIGIN#{origin}`, followed by `#{shard}` for every shard but the first. */
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

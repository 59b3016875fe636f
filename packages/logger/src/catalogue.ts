import type { Retention } from "./retention.js";
import { EventType, type Level } from "./schema.js";

/** What is known of an event type. */
export interface EventDefinition {
  /** Default: `info`. */
  readonly level?: Level;
  /** Default: that of the retention policy. */
  readonly retention?: Retention;
  readonly description?: string;
}

/** Event types by name. */
export type Catalogue = Readonly<Record<string, EventDefinition>>;

/** The catalogue of a logger that was given none. */
export const DEFAULT_CATALOGUE: Catalogue = {
  [EventType.UserRegistered]: {},
  [EventType.JobStarted]: {},
  [EventType.JobCompleted]: {},
  [EventType.JobFailed]: { level: "error" },
  [EventType.SubscriptionUpdated]: {},
  [EventType.Error]: { level: "error" },
};

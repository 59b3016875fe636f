import type { Level } from "./event.js";

/** What the catalogue of an origin says about one type of event. */
export interface RegisteredEvent {
  level?: Level;
  /** Days after which an event of the type expires; `null` keeps it forever. */
  retentionDays?: number | null;
  description?: string;
  version?: number;
}

/** What an origin tells the registry about itself, so that readers know where to look and what to offer. */
export interface OriginRegistration {
  origin: string;
  /** How many partitions its events are spread over, at least 1. */
  shards: number;
  /** The event types of its catalogue, by name. */
  events: Record<string, RegisteredEvent>;
}

import {
  type EventLog,
  MAX_LIMIT,
  type Plan,
  type Query,
  type ReadCost,
  type StoredEvent,
} from "@service-events/query";
import { addCost } from "./cost.js";

/** How one read through all events of a query went. */
export interface Reading {
  /** Whether every event was seen. If not, those since `reached` were. */
  complete: boolean;
  /** The time of the oldest event that was seen, when not all were. */
  reached?: string;
  plan: Plan;
  read: ReadCost;
}

/** Read units that counting may spend unless told otherwise: about a sixteenth of a cent on demand. */
const DEFAULT_UNITS = 5_000;

/** In so many steps the units are spent, so that no more than one step is spent beyond them. */
const STEPS = 10;
const NO_END = Number.MAX_SAFE_INTEGER;

/**
 * Goes once through all events of a query, the newest first, as far as its units last. One read serves several counts:
 * each of them alone would cost as much.
 */
export async function readThrough(
  log: EventLog,
  query: Query,
  { units = DEFAULT_UNITS, signal }: { units?: number; signal: AbortSignal },
  see: (event: StoredEvent) => void,
): Promise<Reading> {
  let read: ReadCost = { items: 0, units: 0, ms: 0 };
  let reached: string | undefined;
  const budget = { units: Math.max(units / STEPS, 1), items: NO_END, ms: NO_END };
  for await (const page of log.pages(query, { limit: MAX_LIMIT, budget, signal })) {
    page.events.forEach(see);
    reached = page.events.at(-1)?.createdAt ?? reached;
    read = addCost(read, page.read);
    const { complete, plan } = page;
    if (complete) return { complete, plan, read };
    if (read.units >= units) return { complete, ...(reached && { reached }), plan, read };
  }
  throw new Error("a read without a page");
}

/** Counts by any keys; a Map, as they are anybody's words. */
export function createTally(): { add(key: string): void; counts: Map<string, number> } {
  const counts = new Map<string, number>();
  return { counts, add: (key) => void counts.set(key, (counts.get(key) ?? 0) + 1) };
}

import { signal } from "@preact/signals";
import { type ApiError, toApiError } from "../api/error.js";
import type { CountGroup, CountKey, CountsAnswer, EventsAnswer } from "../api/types.js";
import { type Bucket, toBuckets, unitFor } from "./buckets.js";
import { api, serverNow } from "./session.js";

/** What was counted for the log's query. */
export interface Counted {
  buckets: readonly Bucket[];
  facets: Record<"event" | "origin" | "level", readonly CountGroup[]>;
  total: number;
  /** Whether all was counted; if not, what is here is the newest. */
  complete: boolean;
  read: CountsAnswer["read"];
}

export const counted = signal<Counted | undefined>(undefined);
export const countError = signal<ApiError | undefined>(undefined);

let running: AbortController | undefined;

/** Forgets what was counted for another query. */
export function clearCounts(): void {
  running?.abort();
  counted.value = undefined;
  countError.value = undefined;
}

/** Counts what a query asks for, in the range that its first page says. */
export async function startCounts(q: string, page: EventsAnswer): Promise<void> {
  running?.abort();
  const controller = new AbortController();
  running = controller;
  try {
    const result = await count(q, page, controller.signal);
    if (!controller.signal.aborted) counted.value = result;
  } catch (error) {
    if (!controller.signal.aborted) countError.value = toApiError(error);
  }
}

async function count(q: string, page: EventsAnswer, signal: AbortSignal): Promise<Counted> {
  const range = {
    from: timeOf(page.plan.range.from, 0),
    to: timeOf(page.plan.range.to, serverNow()),
  };
  const unit = unitFor(range);
  const answer = await api.counts(q, [unit, "event", "origin", "level"], signal);
  const groupsBy = (key: CountKey) => answer.counts[key]?.groups ?? [];
  return {
    buckets: toBuckets(range, unit, groupsBy(unit)),
    facets: {
      level: groupsBy("level"),
      event: groupsBy("event"),
      origin: groupsBy("origin"),
    },
    total: answer.total,
    complete: answer.complete,
    read: answer.read,
  };
}

/** The ms of a sort key, which begins with a time. */
function timeOf(key: string | undefined, otherwise: number): number {
  const ms = Date.parse(`${(key ?? "").slice(0, 23)}Z`);
  return Number.isNaN(ms) ? otherwise : ms;
}

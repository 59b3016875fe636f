import { batch, computed, signal } from "@preact/signals";
import { timeOfSortKey } from "@service-events/schema";
import type { CountGroup, CountKey, CountsAnswer, EventsAnswer } from "../../api/answers.js";
import { type ApiError, toApiError } from "../api/error.js";
import { type Bucket, toBuckets, unitFor } from "./buckets.js";
import { api, serverNow } from "./session.js";

/** Counts for the query of the log. */
export interface Counted {
  buckets: readonly Bucket[];
  facets: Record<"event" | "origin" | "level", readonly CountGroup[]>;
  total: number;
  /** Whether everything was counted; if not, only the newest events were. */
  complete: boolean;
  read: CountsAnswer["read"];
}

/**
 * What is drawn: until something was counted for the new query, what was for the one before. Were it taken away, the page
 * would jump, and a facet that was chosen by key would lose the focus.
 */
export const shownCounts = signal<Counted | undefined>(undefined);
/** Whether the shown counts are of an earlier query. */
export const isCounting = signal(true);
/** The counts of the current query. */
export const counted = computed(() => (isCounting.value ? undefined : shownCounts.value));
export const countError = signal<ApiError | undefined>(undefined);

let running: AbortController | undefined;

/** Marks the counts as outdated. */
export function clearCounts(): void {
  running?.abort();
  isCounting.value = true;
  countError.value = undefined;
}

/** Drops the counts. */
export function forgetCounts(): void {
  clearCounts();
  shownCounts.value = undefined;
}

/** Counts the events of a query, in the range of its first page. */
export async function startCounts(q: string, page: EventsAnswer): Promise<void> {
  running?.abort();
  const controller = new AbortController();
  running = controller;
  try {
    const result = await count(q, page, controller.signal);
    if (!controller.signal.aborted) show(result);
  } catch (error) {
    if (controller.signal.aborted) return;
    countError.value = toApiError(error);
    show(undefined);
  }
}

function show(result: Counted | undefined): void {
  batch(() => {
    shownCounts.value = result;
    isCounting.value = false;
  });
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

/** The time of a sort key in ms. */
function timeOf(key: string | undefined, otherwise: number): number {
  const ms = Date.parse(timeOfSortKey(key ?? ""));
  return Number.isNaN(ms) ? otherwise : ms;
}

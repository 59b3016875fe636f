import { batch, computed, signal } from "@preact/signals";
import { timeOfSortKey } from "@service-events/schema";
import type { CountGroup, CountKey, CountsAnswer, EventsAnswer } from "../../api/answers.js";
import { type ApiError, toApiError } from "../api/error.js";
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

/**
 * What is drawn: until something was counted for the new query, what was for the one before. Were it taken away, the page
 * would jump, and a facet that was chosen by key would lose the focus.
 */
export const shownCounts = signal<Counted | undefined>(undefined);
/** Whether what is drawn is not yet that of the query. */
export const isCounting = signal(true);
/** What was counted for the query that is shown. */
export const counted = computed(() => (isCounting.value ? undefined : shownCounts.value));
export const countError = signal<ApiError | undefined>(undefined);

let running: AbortController | undefined;

/** Goes on to another query. */
export function clearCounts(): void {
  running?.abort();
  isCounting.value = true;
  countError.value = undefined;
}

/** Forgets what was counted. */
export function forgetCounts(): void {
  clearCounts();
  shownCounts.value = undefined;
}

/** Counts what a query asks for, in the range that its first page says. */
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

import { batch, computed, signal } from "@preact/signals";
import { createFollower, type Follower, keyTime } from "@service-events/query/language";
import { type ApiError, toApiError } from "../api/error.js";
import { withTime } from "../text/terms.js";
import { announce } from "./announce.js";
import { type EventRow, mergeRows, type Row, toRow } from "./rows.js";
import { rows } from "./search.js";
import { api, serverNow } from "./session.js";

/** How far each poll overlaps the last one, in ms: writers retry, and clocks differ. */
const OVERLAP = 15_000;
/** Pauses between polls, in ms; they grow while nothing arrives. */
const MIN_PAUSE = 2_000;
const MAX_PAUSE = 10_000;
/** The most pages of one poll, and their size; what is left becomes a gap. */
const MAX_PAGES = 3;
const PAGE_SIZE = 200;
/** The most events that wait while the tail is paused; older ones become a gap. */
const MAX_WAITING = 500;

/** Events that wait while the tail is paused. */
const waiting = signal<readonly Row[]>([]);
/** Their number, with a `+` if some were dropped. */
export const waitingCount = computed(() => {
  const events = waiting.value.filter((row) => row.kind === "event").length;
  return events < waiting.value.length ? `${events}+` : String(events);
});
/** Whether the tail is paused, by its button or by scrolling. */
export const isPaused = signal(false);
/** The number of polls. */
export const looks = signal(0);
/** The error of the last poll. */
export const tailError = signal<ApiError | undefined>(undefined);

/** Follows a query until the returned function is called. */
export function startTail(q: string): () => void {
  const controller = new AbortController();
  const { signal: stop } = controller;
  const shown = rows.peek();
  const follower = createFollower(
    startOf(shown),
    shown.map((row) => row.sk),
  );
  let pause = MIN_PAUSE;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLooking = false;

  async function look(): Promise<void> {
    if (isLooking || stop.aborted || document.hidden) return;
    isLooking = true;
    looks.value += 1;
    clearTimeout(timer);
    try {
      const found = await readArrivals(q, follower, stop);
      if (stop.aborted) return;
      deliver(found);
      pause = found.length > 0 ? MIN_PAUSE : Math.min(pause * 1.5, MAX_PAUSE);
      tailError.value = undefined;
    } catch (error) {
      if (stop.aborted) return;
      const failure = toApiError(error);
      tailError.value = failure;
      pause = Math.max((failure.retryAfter ?? 0) * 1_000, Math.min(pause * 2, MAX_PAUSE));
    } finally {
      isLooking = false;
    }
    timer = setTimeout(look, pause);
  }

  // A hidden page does not poll; it polls at once when it is shown.
  const onVisible = () => {
    pause = MIN_PAUSE;
    void look();
  };
  document.addEventListener("visibilitychange", onVisible);
  addEventListener("online", onVisible);
  timer = setTimeout(look, 0);
  return () => {
    controller.abort();
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", onVisible);
    removeEventListener("online", onVisible);
    batch(() => {
      waiting.value = [];
      isPaused.value = false;
      tailError.value = undefined;
    });
  };
}

/** Shows waiting events, and resumes. */
export function resumeTail(): void {
  batch(() => {
    isPaused.value = false;
    rows.value = mergeRows(seenRows(), waiting.peek());
    waiting.value = [];
  });
}

/** Pauses the tail, so that rows do not move. */
export function pauseTail(): void {
  isPaused.value = true;
}

function deliver(added: readonly Row[]): void {
  if (added.length === 0) return;
  if (!isPaused.peek()) {
    rows.value = mergeRows(seenRows(), added);
    announce(`${added.length} new events`);
    return;
  }
  waiting.value = bounded([...waiting.peek(), ...added]);
  announce(`${waitingCount.peek()} new events waiting`);
}

/** The current rows, no longer marked as new. */
function seenRows(): Row[] {
  return rows
    .peek()
    .map((row) => (row.kind === "event" && row.isNew ? { ...row, isNew: false } : row));
}

function bounded(list: Row[]): Row[] {
  if (list.length <= MAX_WAITING) return list;
  const dropped = list.slice(0, list.length - MAX_WAITING + 1);
  // They are in order of arrival, and some were late.
  const [since = ""] = dropped.map(startTimeOf).sort();
  const until = dropped.map(timeOf).sort().at(-1) ?? since;
  return [gapOf(since, until), ...list.slice(dropped.length)];
}

/** Reads what was stored since the last poll; more than it can read becomes a gap. */
async function readArrivals(q: string, follower: Follower, stop: AbortSignal): Promise<Row[]> {
  const poll = follower.poll(keyTime(serverNow() - OVERLAP));
  const [from = ""] = follower.from.split("#", 1);
  const query = withTime(q, { since: from });
  const added: Row[] = [];
  let cursor: string | undefined;
  let last = from;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await api.events({ q: query, order: "oldest", limit: PAGE_SIZE, cursor }, stop);
    for (const event of page.events) {
      last = event.createdAt;
      const seen = poll.see(event.sk);
      if (seen) added.push({ ...toRow(event), isLate: seen.late, isNew: true } satisfies EventRow);
    }
    cursor = page.cursor;
    if (!cursor) break;
  }
  if (!cursor) {
    poll.complete();
    return added;
  }
  const now = keyTime(serverNow());
  poll.complete(now);
  return last < now ? [...added, gapOf(last, now)] : added;
}

function gapOf(since: string, until: string): Row {
  return { kind: "gap", sk: `${until}#gap`, since, until };
}

function timeOf(row: Row): string {
  return row.kind === "gap" ? row.until : row.event.createdAt;
}

function startTimeOf(row: Row): string {
  return row.kind === "gap" ? row.since : row.event.createdAt;
}

/** The first poll starts shortly before the newest row, or before now. */
function startOf(shown: readonly Row[]): string {
  const newest = shown.find((row) => row.kind === "event");
  const now = serverNow();
  const ms = newest ? Math.min(Date.parse(timeOf(newest)), now) : now;
  return keyTime(ms - OVERLAP);
}

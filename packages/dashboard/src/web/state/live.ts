import { effect, untracked } from "@preact/signals";
import { clearCounts, forgetCounts, startCounts } from "./counts.js";
import { route } from "./route.js";
import { loadMore, search, startSearch, stopSearch } from "./search.js";
import { isReady } from "./session.js";
import { startTail } from "./tail.js";

/** Searches, counts and follows as the address changes. */
export function followRoute(): void {
  let current: string | undefined;
  effect(() => {
    const { view, query, order } = route.value;
    const wanted = isReady.value && view === "log" ? `${order} ${query}` : undefined;
    if (wanted === current) return;
    current = wanted;
    untracked(() => {
      if (wanted === undefined) {
        forgetCounts();
        stopSearch();
      } else {
        clearCounts();
        void searchAndCount(query, order);
      }
    });
  });

  let stop: (() => void) | undefined;
  let followed: string | undefined;
  effect(() => {
    const { view, query, order, tail } = route.value;
    const isSearched = search.value.phase === "ready" || search.value.phase === "more";
    const isFollowed = tail && view === "log" && order === "newest" && isReady.value && isSearched;
    const wanted = isFollowed ? query : undefined;
    if (wanted === followed) return;
    followed = wanted;
    untracked(() => {
      stop?.();
      stop = wanted === undefined ? undefined : startTail(wanted);
    });
  });
}

/** Retries the failed request. */
export async function retrySearch(): Promise<void> {
  const { query, order } = route.peek();
  if (search.peek().page) await loadMore();
  else await searchAndCount(query, order);
}

async function searchAndCount(query: string, order: "newest" | "oldest"): Promise<void> {
  await startSearch(query, order);
  const { page } = search.peek();
  const { view, query: now } = route.peek();
  if (page && view === "log" && now === query) await startCounts(query, page);
}

import { batch, signal } from "@preact/signals";
import type { EventsAnswer } from "../../api/answers.js";
import type { ApiError } from "../api/error.js";
import { toApiError } from "../api/error.js";
import { announce } from "./announce.js";
import { type Row, toRow } from "./rows.js";
import { api } from "./session.js";

/** Page sizes: the first page is small to be fast. */
const PAGE_SIZE = 50;
const NEXT_PAGE_SIZE = 200;

/** The state of a search. */
export interface Search {
  phase: "loading" | "more" | "ready" | "failed";
  /** The last page, which says whether more follow. */
  page?: EventsAnswer;
  error?: ApiError;
  /** The cost of all pages. */
  read: EventsAnswer["read"];
}

const nothingRead = { items: 0, units: 0, ms: 0, usd: 0 };

/** The rows of the log, in order. */
export const rows = signal<readonly Row[]>([]);
export const search = signal<Search>({ phase: "loading", read: nothingRead });

let running: AbortController | undefined;
let asked: { q: string; order: "newest" | "oldest" } | undefined;

/** Loads the first page, and aborts the search before. */
export async function startSearch(q: string, order: "newest" | "oldest"): Promise<void> {
  asked = { q, order };
  rows.value = [];
  search.value = { phase: "loading", read: nothingRead };
  await load({ q, order, limit: PAGE_SIZE });
}

/** Loads the next page, unless there is none or it is already loading. */
export async function loadMore(): Promise<void> {
  const { phase, page } = search.peek();
  if (!asked || !page?.cursor || phase === "loading" || phase === "more") return;
  search.value = { ...search.peek(), phase: "more", error: undefined };
  await load({ ...asked, limit: NEXT_PAGE_SIZE, cursor: page.cursor });
}

/** Stops waiting for a page. */
export function stopSearch(): void {
  running?.abort();
  asked = undefined;
}

async function load(query: Parameters<typeof api.events>[0]): Promise<void> {
  running?.abort();
  const controller = new AbortController();
  running = controller;
  try {
    const page = await api.events(query, controller.signal);
    if (controller.signal.aborted) return;
    const { read } = search.peek();
    batch(() => {
      rows.value = withoutDoubles([...rows.peek(), ...page.events.map(toRow)]);
      search.value = {
        phase: "ready",
        page,
        read: {
          items: read.items + page.read.items,
          units: read.units + page.read.units,
          ms: read.ms + page.read.ms,
          usd: read.usd + page.read.usd,
        },
      };
    });
    announce(`${rows.peek().length} events${page.complete ? "" : ", more to read"}`);
  } catch (error) {
    if (controller.signal.aborted) return;
    search.value = { ...search.peek(), phase: "failed", error: toApiError(error) };
    announce(`The search failed: ${toApiError(error).message}`);
  }
}

function withoutDoubles(list: readonly Row[]): Row[] {
  const seen = new Set<string>();
  return list.filter((row) => !seen.has(row.sk) && seen.add(row.sk));
}

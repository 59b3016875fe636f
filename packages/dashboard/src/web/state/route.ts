import { signal } from "@preact/signals";
import type { Zone } from "../text/format.js";
import { DEFAULT_COLUMNS } from "./columns.js";

/** What the page shows. */
export type View = "log" | "event" | "user" | "correlation" | "types";

/** Everything that an address says: what is shown, and how. */
export interface Route {
  view: View;
  /** What an event, a user or a correlation is called; empty for the other views. */
  id: string;
  /** The query text of the log. */
  query: string;
  order: "newest" | "oldest";
  columns: readonly string[];
  zone: Zone;
  /** Whether new events are followed. */
  tail: boolean;
  /** The id of the event that is open beside the log. */
  open: string;
}

/** What is asked when an address says nothing: always within bounds of time. */
export const DEFAULT_QUERY = "since:24h";

/**
 * What an address shows by its path. Ids stand behind the `?`: they may hold dots and slashes, which in a path mean
 * something to servers.
 */
const PATHS: Record<View, string> = {
  log: "/",
  event: "/event",
  user: "/user",
  correlation: "/correlation",
  types: "/types",
};

/** Reads an address; what it does not say, or says wrongly, is as by default. */
export function parseRoute(url: URL): Route {
  const params = url.searchParams;
  const id = params.get("id") ?? "";
  const named = (Object.keys(PATHS) as View[]).find((name) => PATHS[name] === url.pathname);
  const view = named && (id || named === "types") ? named : "log";
  return {
    view,
    id: view === "types" || view === "log" ? "" : id,
    query: params.get("q") ?? DEFAULT_QUERY,
    order: params.get("order") === "oldest" ? "oldest" : "newest",
    columns: params.get("columns")?.split(",").filter(Boolean) ?? DEFAULT_COLUMNS,
    zone: params.get("zone") === "utc" ? "utc" : "local",
    tail: params.get("tail") === "on",
    open: params.get("open") ?? "",
  };
}

/** The path and search of a route; leaves out what is as by default. */
function printRoute(route: Route): string {
  const params = new URLSearchParams();
  if (route.id) params.set("id", route.id);
  if (route.query !== DEFAULT_QUERY) params.set("q", route.query);
  if (route.order !== "newest") params.set("order", route.order);
  const columns = route.columns.join(",");
  if (columns !== DEFAULT_COLUMNS.join(",")) params.set("columns", columns);
  if (route.zone !== "local") params.set("zone", route.zone);
  if (route.tail) params.set("tail", "on");
  if (route.open) params.set("open", route.open);
  return params.size === 0 ? PATHS[route.view] : `${PATHS[route.view]}?${params}`;
}

/** Where the page is. */
export const route = signal<Route>(parseRoute(new URL(location.href)));

/** Goes somewhere: what is not named stays. A new entry of the history, unless only how things are shown changes. */
export function navigate(change: Partial<Route>): void {
  commit(change, "pushState");
}

/** Changes the address in place. */
export function adjust(change: Partial<Route>): void {
  commit(change, "replaceState");
}

function commit(change: Partial<Route>, how: "pushState" | "replaceState"): void {
  const next = { ...route.peek(), ...change };
  const address = printRoute(next);
  if (address !== location.pathname + location.search) history[how](null, "", address);
  route.value = next;
}

/** The address of a change, for links that may be opened elsewhere. */
export function hrefOf(change: Partial<Route>): string {
  return printRoute({ ...route.value, tail: false, open: "", ...change });
}

/** Follows Back and Forward. */
export function followHistory(): void {
  addEventListener("popstate", () => {
    route.value = parseRoute(new URL(location.href));
  });
}

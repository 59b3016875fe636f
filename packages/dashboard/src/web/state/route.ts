import { signal } from "@preact/signals";
import type { Zone } from "../text/format.js";
import { DEFAULT_COLUMNS } from "./columns.js";

/** What the page shows. */
export type View = "log" | "event" | "user" | "correlation" | "types";

/** The state in the address: what is shown, and how. */
export interface Route {
  view: View;
  /** The id of the event, user or correlation; empty for other views. */
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

/** The query of an address without one. */
export const DEFAULT_QUERY = "since:24h";

/**
 * Paths of the views. Ids are in the query string, since dots and slashes in a path mean something
 * something to servers.
 */
const PATHS: Record<View, string> = {
  log: "/",
  event: "/event",
  user: "/user",
  correlation: "/correlation",
  types: "/types",
};

/** Parses an address; missing or invalid parts get their defaults. */
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

/** The path and query string of a route, without defaults. */
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

/** The current route. */
export const route = signal<Route>(parseRoute(new URL(location.href)));

/** Navigates with a new history entry; fields that are not given stay. */
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

/** The address of a navigation, for links. */
export function hrefOf(change: Partial<Route>): string {
  return printRoute({ ...route.value, tail: false, open: "", ...change });
}

/** Handles Back and Forward. */
export function followHistory(): void {
  addEventListener("popstate", () => {
    route.value = parseRoute(new URL(location.href));
  });
}

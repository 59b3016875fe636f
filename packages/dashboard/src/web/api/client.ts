import type {
  CompletionsAnswer,
  ContextAnswer,
  CountKey,
  CountsAnswer,
  EventAnswer,
  EventsAnswer,
  ExplainAnswer,
  SettingsAnswer,
  TypesAnswer,
} from "../../api/answers.js";
import { ApiError, readError } from "./error.js";

/** The API's operations. Each rejects with an {@link ApiError}, or with the signal's reason. */
export interface ApiClient {
  events(query: EventsQuery, signal?: AbortSignal): Promise<EventsAnswer>;
  userEvents(userId: string, query: TimelineQuery, signal?: AbortSignal): Promise<EventsAnswer>;
  correlationEvents(id: string, query: TimelineQuery, signal?: AbortSignal): Promise<EventsAnswer>;
  event(id: string, signal?: AbortSignal): Promise<EventAnswer>;
  context(id: string, size: number, signal?: AbortSignal): Promise<ContextAnswer>;
  counts(q: string, by: readonly CountKey[], signal?: AbortSignal): Promise<CountsAnswer>;
  types(q: string, signal?: AbortSignal): Promise<TypesAnswer>;
  completions(q: string, at: number, signal?: AbortSignal): Promise<CompletionsAnswer>;
  explain(q: string, order: string, signal?: AbortSignal): Promise<ExplainAnswer>;
  settings(signal?: AbortSignal): Promise<SettingsAnswer>;
  /** The response of an export, with a streaming body. */
  export(query: ExportQuery, signal?: AbortSignal): Promise<Response>;
}

export interface EventsQuery {
  q: string;
  limit?: number;
  cursor?: string;
  order?: string;
}

export interface ExportQuery {
  q: string;
  format: "ndjson" | "csv";
  order: "newest" | "oldest";
  cursor?: string;
}

export type TimelineQuery = Pick<EventsQuery, "limit" | "cursor" | "order">;

/** Options of {@link createClient}. */
export interface ClientOptions {
  /** Returns the access token to send, if any. */
  token(): string | undefined;
  /** Called with the server's time in ms when a response has it. */
  onServerTime?(ms: number): void;
  /** Called on every response with status 401. */
  onUnauthorized?(): void;
}

type Params = Record<string, string | number | undefined>;

/** Creates a client for the API of the page's origin. */
export function createClient(options: ClientOptions): ApiClient {
  async function send(path: string, params: Params, signal?: AbortSignal): Promise<Response> {
    const token = options.token();
    const request: RequestInit = {
      ...(token && { headers: { authorization: `Bearer ${token}` } }),
      cache: "no-store",
      credentials: "same-origin",
      redirect: "error",
      signal,
    };
    const response = await fetch(`/api${path}${printParams(params)}`, request).catch((error) => {
      if (signal?.aborted) throw error;
      throw new ApiError("offline", 0, { detail: "the server cannot be reached" });
    });
    const date = Date.parse(response.headers.get("date") ?? "");
    if (!Number.isNaN(date)) options.onServerTime?.(date);
    if (response.ok) return response;
    if (response.status === 401) options.onUnauthorized?.();
    throw await readError(response);
  }

  async function getJson<Body>(path: string, params: Params, signal?: AbortSignal): Promise<Body> {
    const response = await send(path, params, signal);
    return (await response.json()) as Body;
  }

  return {
    events: (query, signal) => getJson("/events", { ...query }, signal),
    userEvents: (id, query, signal) =>
      getJson(`/users/${encodeURIComponent(id)}/events`, { ...query }, signal),
    correlationEvents: (id, query, signal) =>
      getJson(`/correlations/${encodeURIComponent(id)}/events`, { ...query }, signal),
    event: (id, signal) => getJson(`/events/${encodeURIComponent(id)}`, {}, signal),
    context: (id, size, signal) =>
      getJson(`/events/${encodeURIComponent(id)}/context`, { before: size, after: size }, signal),
    counts: (q, by, signal) => getJson("/counts", { q, by: by.join(",") }, signal),
    types: (q, signal) => getJson("/types", { q }, signal),
    completions: (q, at, signal) => getJson("/completions", { q, at }, signal),
    explain: (q, order, signal) => getJson("/explain", { q, order }, signal),
    settings: (signal) => getJson("/settings", {}, signal),
    export: (query, signal) => send("/export", { ...query }, signal),
  };
}

function printParams(params: Params): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? "" : `?${search}`;
}

import { useEffect, useState } from "preact/hooks";
import type { ApiEvent, EventsAnswer } from "../../api/answers.js";
import { type ApiError, toApiError } from "../api/error.js";
import { EventList } from "../components/event-list.js";
import { Failure } from "../components/failure.js";
import { Link } from "../components/link.js";
import { OrderButton } from "../components/order-button.js";
import { Text } from "../components/text.js";
import { route } from "../state/route.js";
import { api } from "../state/session.js";
import { formatLength, formatNumber, formatPrice } from "../text/format.js";
import { printValue } from "../text/terms.js";

/** Events per page. */
const PAGE_SIZE = 100;

interface Timeline {
  events: ApiEvent[];
  page?: EventsAnswer;
  error?: ApiError;
  /** The price of all pages. */
  usd: number;
}

/** The timeline of a user, newest first by default, or of a correlation, oldest first. */
export function TimelineView() {
  const { view, id, order } = route.value;
  const isUser = view === "user";
  const [timeline, load] = useTimeline(isUser, id, isUser ? order : "oldest");
  const { events, page, error, usd } = timeline;
  const query = `${printValue(isUser ? "user" : "correlation", id)} since:30d`;
  return (
    <main class="page" id="main" aria-busy={!page && !error}>
      <header class="page-head">
        <h1>
          <span class="muted">{isUser ? "User" : "Correlation"}</span> <Text value={id} />
        </h1>
        <Link to={{ view: "log", id: "", query }}>Open in the log</Link>
        {isUser && <OrderButton />}
      </header>
      {events.length > 0 && page && (
        <p class="plan-facts muted">
          <span class={`badge ${page.complete ? "good" : ""}`}>
            {page.complete ? "complete" : "more to read"}
          </span>
          <span class="fact">{formatNumber(events.length)} events</span>
          <span class="fact">{origins(events)} origins</span>
          <span class="fact">over {spanOf(events)}</span>
          <span class="fact">{formatPrice(usd)}</span>
        </p>
      )}
      {events.length > 0 && <EventList events={events} />}
      {error && <Failure error={error} onRetry={load} />}
      {page?.complete && events.length === 0 && (
        <div class="state">
          <h2>No events</h2>
          <p class="muted">
            {isUser
              ? "No events for this user. User ids are case-sensitive."
              : "No events with this id, or all of them have expired."}
          </p>
        </div>
      )}
      {page && !page.complete && !error && (
        <button type="button" class="button" onClick={load}>
          Load more
        </button>
      )}
    </main>
  );
}

function useTimeline(
  isUser: boolean,
  id: string,
  order: "newest" | "oldest",
): [Timeline, () => void] {
  const [timeline, setTimeline] = useState<Timeline>({ events: [], usd: 0 });
  const read = (from: Timeline, signal?: AbortSignal) => {
    const ask = isUser ? api.userEvents : api.correlationEvents;
    ask(id, { limit: PAGE_SIZE, cursor: from.page?.cursor, order }, signal).then(
      (page) => {
        if (signal?.aborted) return;
        const usd = from.usd + page.read.usd;
        setTimeline({ events: [...from.events, ...page.events], page, usd });
      },
      (error: unknown) => {
        if (!signal?.aborted) setTimeline({ ...from, error: toApiError(error) });
      },
    );
  };
  useEffect(() => {
    const controller = new AbortController();
    const start = { events: [], usd: 0 };
    setTimeline(start);
    read(start, controller.signal);
    return () => controller.abort();
  }, [isUser, id, order]);
  return [timeline, () => read({ ...timeline, error: undefined })];
}

function origins(events: readonly ApiEvent[]): number {
  return new Set(events.map(({ origin }) => origin)).size;
}

function spanOf(events: readonly ApiEvent[]): string {
  const [first, last] = [events[0], events.at(-1)];
  return formatLength(Date.parse(last?.createdAt ?? "") - Date.parse(first?.createdAt ?? ""));
}

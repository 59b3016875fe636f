import { useEffect, useRef } from "preact/hooks";
import type { ApiEvent } from "../../api/answers.js";
import { adjust, navigate, route } from "../state/route.js";
import { rows } from "../state/search.js";
import { api } from "../state/session.js";
import { useAnswer } from "../state/use-answer.js";
import { EventDetails } from "./event-details.js";
import { Failure } from "./failure.js";
import { Icon } from "./icon.js";
import { Link } from "./link.js";
import { Text } from "./text.js";

/** The panel with the open event. */
export function DetailPanel() {
  const { open } = route.value;
  if (!open) return null;
  const shown = rows.value.find((row) => row.kind === "event" && row.event.id === open);
  if (shown?.kind === "event") return <Panel id={open} event={shown.event} />;
  return <FetchedPanel key={open} id={open} />;
}

/** Loads an open event that is not among the loaded rows. */
function FetchedPanel({ id }: { id: string }) {
  const { value, error, retry } = useAnswer((signal) => api.event(id, signal), id);
  if (error) {
    return (
      <Frame id={id} title="Event">
        <Failure error={error} onRetry={retry} />
      </Frame>
    );
  }
  if (!value) return <Frame id={id} title="Reading…" />;
  return <Panel id={id} event={value.event} />;
}

function Panel({ id, event }: { id: string; event: ApiEvent }) {
  return (
    <Frame id={id} title={event.event}>
      <EventDetails key={id} event={event} />
    </Frame>
  );
}

interface FrameProps {
  id: string;
  title: string;
  children?: preact.ComponentChildren;
}

function Frame({ id, title, children }: FrameProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const focusBack = useRef<Element | null>(null);
  useEffect(() => {
    focusBack.current = document.activeElement;
    return () => {
      const back = focusBack.current;
      if (back instanceof HTMLElement && back.isConnected) back.focus();
    };
  }, []);
  return (
    <aside class="panel" aria-label="Event">
      <header>
        <h2 ref={heading} tabIndex={-1}>
          <Text value={title} />
        </h2>
        <button
          type="button"
          class="icon-button"
          aria-label="Previous event"
          onClick={() => step(-1)}
        >
          <Icon name="previous" />
        </button>
        <button type="button" class="icon-button" aria-label="Next event" onClick={() => step(1)}>
          <Icon name="next" />
        </button>
        <Link class="icon-button" to={{ view: "event", id }} title="Open with surrounding events">
          <Icon name="link" />
          <span class="visually-hidden">Open with surrounding events</span>
        </Link>
        <button
          type="button"
          class="icon-button"
          aria-label="Close event"
          onClick={() => navigate({ open: "" })}
        >
          <Icon name="close" />
        </button>
      </header>
      <div class="panel-body">{children}</div>
    </aside>
  );
}

/** Opens the previous or next event of the log. */
export function step(by: 1 | -1): void {
  const events = rows.peek().flatMap((row) => (row.kind === "event" ? [row.event] : []));
  const at = events.findIndex(({ id }) => id === route.peek().open);
  const next = events[at + by];
  if (next) adjust({ open: next.id });
}

import type { ApiEvent } from "../../api/answers.js";
import { route } from "../state/route.js";
import { formatClock, formatDay, formatFull, formatLength } from "../text/format.js";
import { Level } from "./cell.js";
import { Link } from "./link.js";
import { Text } from "./text.js";

interface EventListProps {
  /** In the order to show. */
  events: readonly ApiEvent[];
  /** The id of the event to highlight. */
  current?: string;
}

/** Events as a timeline, with the time between them. */
export function EventList({ events, current }: EventListProps) {
  const { zone } = route.value;
  return (
    <ol class="timeline">
      {events.map((event, at) => {
        const before = events[at - 1];
        const day = formatDay(event.createdAt, zone);
        const isNewDay = !before || formatDay(before.createdAt, zone) !== day;
        return (
          <li key={event.id} data-level={event.level} aria-current={event.id === current}>
            {isNewDay && <h3 class="day">{day}</h3>}
            {before && <span class="between">{lengthBetween(before, event)}</span>}
            <div class="entry">
              <time dateTime={event.createdAt} title={formatFull(event.createdAt, zone)}>
                {formatClock(event.createdAt, zone)}
              </time>
              <Link class="type" to={{ view: "event", id: event.id }}>
                <Text value={event.event} />
              </Link>
              <span class="small">{event.level && <Level level={event.level} />}</span>
              <span class="small muted">
                <Text value={event.origin} />
              </span>
              <p>
                <Text value={event.description.slice(0, 300)} />
              </p>
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function lengthBetween(before: ApiEvent, event: ApiEvent): string {
  const ms = Date.parse(event.createdAt) - Date.parse(before.createdAt);
  return Number.isNaN(ms) ? "" : `${ms < 0 ? "−" : "+"} ${formatLength(ms)}`;
}

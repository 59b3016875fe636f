import { EventDetails } from "../components/event-details.js";
import { EventList } from "../components/event-list.js";
import { Failure } from "../components/failure.js";
import { Link } from "../components/link.js";
import { Text } from "../components/text.js";
import { route } from "../state/route.js";
import { api } from "../state/session.js";
import { useAnswer } from "../state/use-answer.js";
import { printValue } from "../text/terms.js";

/** Events before and after the one that is shown. */
const AROUND = 10;

/** One event with the surrounding events of its origin. */
export function EventView() {
  const { id } = route.value;
  const { value, error, retry } = useAnswer((signal) => api.context(id, AROUND, signal), id);
  if (error) {
    return (
      <main class="page" id="main">
        <h1>Event</h1>
        <Failure error={error} onRetry={error.kind === "missing" ? undefined : retry} />
      </main>
    );
  }
  if (!value) return <main class="page" id="main" aria-busy="true" />;
  const { before, event, after } = value;
  const query = `${printValue("origin", event.origin)} since:24h`;
  return (
    <main class="page event-page" id="main">
      <header class="page-head">
        <h1>
          <Text value={event.event} />
        </h1>
        <Link to={{ view: "log", id: "", query }}>
          All events of <Text value={event.origin} />
        </Link>
      </header>
      <div class="two">
        <section class="card" aria-label="Event">
          <EventDetails key={id} event={event} />
        </section>
        <section class="card" aria-label="Surrounding events">
          <h2>Surrounding events</h2>
          <p class="muted">
            What <Text value={event.origin} /> recorded before and after.
          </p>
          <EventList events={[...before, event, ...after]} current={event.id} />
        </section>
      </div>
    </main>
  );
}

import type { TypeAnswer } from "../../api/answers.js";
import { Level } from "../components/cell.js";
import { Failure } from "../components/failure.js";
import { Link } from "../components/link.js";
import { Text } from "../components/text.js";
import { route } from "../state/route.js";
import { api } from "../state/session.js";
import { useAnswer } from "../state/use-answer.js";
import { formatFull, formatNumber, formatPrice, formatRelative } from "../text/format.js";
import { printValue } from "../text/terms.js";

/** The time range of the counts. */
const COUNTED = "since:7d";

/** All event types, declared or seen. */
export function TypesView() {
  const { value, error, retry } = useAnswer((signal) => api.types(COUNTED, signal), COUNTED);
  const drifted = value?.types.filter(({ known }) => !known).length ?? 0;
  return (
    <main class="page types-page" id="main" aria-busy={!value && !error}>
      <header class="page-head">
        <h1>Event types</h1>
      </header>
      {error && <Failure error={error} onRetry={retry} />}
      {value && (
        <p class="plan-facts muted">
          <span class={`badge ${value.complete ? "good" : ""}`}>
            {value.complete ? "complete" : "partial counts"}
          </span>
          <span class="fact">{formatNumber(value.types.length)} types</span>
          <span class="fact">counts of 7 days</span>
          {drifted > 0 && <span class="fact">{drifted} in no catalogue</span>}
          <span class="fact">{formatPrice(value.read.usd)}</span>
        </p>
      )}
      {value?.types.length === 0 && (
        <div class="state">
          <h2>No types yet</h2>
          <p class="muted">A type appears once a service that declares it has written an event.</p>
        </div>
      )}
      {value && value.types.length > 0 && <TypesTable types={value.types} />}
    </main>
  );
}

function TypesTable({ types }: { types: readonly TypeAnswer[] }) {
  return (
    <div class="scroller" tabIndex={0} role="region" aria-label="Types">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col" class="roomy">
              Level
            </th>
            <th scope="col" class="number">
              Events
            </th>
            <th scope="col">Last seen</th>
            <th scope="col">Retention</th>
            <th scope="col" class="roomy">
              Origins
            </th>
          </tr>
        </thead>
        <tbody>
          {types.map((type) => (
            <TypeRow key={type.event} type={type} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TypeRow({ type }: { type: TypeAnswer }) {
  const { zone } = route.value;
  const query = `${printValue("event", type.event)} ${COUNTED}`;
  return (
    <tr>
      <th scope="row">
        <Link to={{ view: "log", id: "", query }}>
          <Text value={type.event} />
        </Link>{" "}
        {!type.known && (
          <span class="badge warn" title="Written by a service, but declared in no catalogue">
            not in a catalogue
          </span>
        )}
        {type.description && (
          <p class="muted">
            <Text value={type.description} />
          </p>
        )}
      </th>
      <td class="roomy">{type.level && <Level level={type.level} />}</td>
      <td class="number">{formatNumber(type.count)}</td>
      <td>
        {type.lastSeen && (
          <time dateTime={type.lastSeen} title={formatFull(type.lastSeen, zone)}>
            {formatRelative(type.lastSeen, Date.now())}
          </time>
        )}
      </td>
      <td>{retentionOf(type)}</td>
      <td class="muted roomy">
        <Text value={type.origins.slice(0, 8).join(", ")} />
        {type.origins.length > 8 && ` and ${type.origins.length - 8} more`}
      </td>
    </tr>
  );
}

function retentionOf({ retentionDays, known }: TypeAnswer): string {
  if (retentionDays === null) return "forever";
  if (retentionDays === undefined) return known ? "by default" : "";
  return `${formatNumber(retentionDays)} d`;
}

import { type FieldName, printTerm } from "@service-events/query/language";
import type { ComponentChildren } from "preact";
import type { ApiEvent } from "../../api/answers.js";
import { route } from "../state/route.js";
import { settings } from "../state/session.js";
import { logLinkOf } from "../text/cloudwatch.js";
import {
  formatDate,
  formatExpiry,
  formatFull,
  formatRelative,
  formatSecond,
} from "../text/format.js";
import { printValue } from "../text/terms.js";
import { toVisibleText } from "../text/visible.js";
import { Level } from "./cell.js";
import { CopyButtons } from "./copy-buttons.js";
import { Icon } from "./icon.js";
import { Link } from "./link.js";
import { PayloadTree } from "./payload-tree.js";
import { LinkedText, Text } from "./text.js";

/** All details of an event. */
export function EventDetails({ event }: { event: ApiEvent }) {
  const { zone } = route.value;
  const now = Date.now();
  const logs = logLinkOf(event, settings.value);
  return (
    <div class="details">
      <p class="description">
        <LinkedText value={event.description} keepsLines />
      </p>
      <Marks event={event} />
      <dl class="facts">
        <Fact name="Time">
          {formatSecond(event.createdAt, zone)}{" "}
          <span class="muted">{formatRelative(event.createdAt, now)}</span>
        </Fact>
        <Fact name="Precisely">
          <code>{toVisibleText(event.createdAt)}</code>
        </Fact>
        <Fact name="Origin">
          <Filter field="origin" value={event.origin} />
        </Fact>
        {event.level && (
          <Fact name="Level">
            <Level level={event.level} />
          </Fact>
        )}
        {event.userId && (
          <Fact name="User">
            <Link to={{ view: "user", id: event.userId }}>
              <Text value={event.userId} />
            </Link>
          </Fact>
        )}
        {event.correlationId && (
          <Fact name="Correlation">
            <Link to={{ view: "correlation", id: event.correlationId }}>
              <Text value={event.correlationId} />
            </Link>
          </Fact>
        )}
        {event.requestId && (
          <Fact name="Request">
            <Filter field="request" value={event.requestId} />
          </Fact>
        )}
        {event.environment && (
          <Fact name="Environment">
            <Filter field="environment" value={event.environment} />
          </Fact>
        )}
        {event.version !== undefined && <Fact name="Version">{String(event.version)}</Fact>}
        {event.weight !== undefined && event.weight > 1 && (
          <Fact name="Stands for">{String(event.weight)} events, of which one was kept</Fact>
        )}
        <Fact name="Expires in">
          {formatExpiry(event.ttl, now)}{" "}
          {typeof event.ttl === "number" && (
            <span class="muted" title={formatFull(expiryOf(event.ttl), zone)}>
              {formatDate(expiryOf(event.ttl), zone)}
            </span>
          )}
        </Fact>
        {logs && (
          <Fact name="Log lines">
            <a href={logs} target="_blank" rel="noopener noreferrer">
              CloudWatch <Icon name="out" />
            </a>
          </Fact>
        )}
      </dl>
      {event.error && <ErrorBlock error={event.error} />}
      {event.payload && (
        <section>
          <h3>Payload</h3>
          <PayloadTree value={event.payload} />
        </section>
      )}
      <CopyButtons event={event} />
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A value with a link to all events that share it. */
function Filter({ field, value }: { field: FieldName; value: string }) {
  const query = `${printValue(field, value)} since:24h`;
  return (
    <Link to={{ view: "log", id: "", query }} title={`All events of this ${field}`}>
      <Text value={value} />
    </Link>
  );
}

function ErrorBlock({ error }: { error: NonNullable<ApiEvent["error"]> }) {
  const kind = { op: "is", text: error.fingerprint ?? "" } as const;
  const query = `${printTerm({ field: "error", path: ["fingerprint"], values: [kind] })} since:7d`;
  return (
    <section class="error-block">
      <h3>
        <Text value={error.name ?? "Error"} />
        {error.code && (
          <code class="badge">
            <Text value={error.code} />
          </code>
        )}
      </h3>
      <p>
        <Text value={error.message ?? ""} keepsLines />
      </p>
      {error.stack && (
        <pre class="stack">
          <Text value={error.stack} keepsLines />
        </pre>
      )}
      {error.fingerprint && (
        <Link to={{ view: "log", id: "", query }}>All errors of this kind</Link>
      )}
    </section>
  );
}

/** Issues of the event: schema mismatches and lost values. */
function Marks({ event }: { event: ApiEvent }) {
  const { invalid = [], lost = [] } = event;
  if (invalid.length + lost.length === 0) return null;
  return (
    <ul class="marks">
      {invalid.map((issue) => (
        <li key={issue}>
          <span class="badge bad">invalid</span> <Text value={issue} />
        </li>
      ))}
      {lost.map((loss) => (
        <li key={loss}>
          <span class="badge">cut</span> <Text value={loss} />
        </li>
      ))}
    </ul>
  );
}

/** Damaged data may hold a time beyond the range of Date. */
function expiryOf(ttl: number): string {
  const date = new Date(ttl * 1_000);
  return Number.isNaN(date.getTime()) ? String(ttl) : date.toISOString();
}

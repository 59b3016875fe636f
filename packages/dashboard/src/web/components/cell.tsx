import type { ApiEvent } from "../../api/answers.js";
import { formatExpiry, formatFull, formatTime, type Zone } from "../text/format.js";
import { Link } from "./link.js";
import { Text } from "./text.js";

interface CellProps {
  name: string;
  event: ApiEvent;
  zone: Zone;
  /** Whether this is the active row. Only its links are tab stops, or Tab would visit every row. */
  isActive: boolean;
}

/** A cell of the table. */
export function Cell({ name, event, zone, isActive }: CellProps) {
  switch (name) {
    case "time":
      return (
        <time dateTime={event.createdAt} title={formatFull(event.createdAt, zone)}>
          {formatTime(event.createdAt, zone)}
        </time>
      );
    case "level":
      return event.level ? <Level level={event.level} /> : null;
    case "user":
      if (!event.userId) return null;
      return (
        <Link
          to={{ view: "user", id: event.userId }}
          title="Timeline of this user"
          isTabStop={isActive}
        >
          <Text value={event.userId} />
        </Link>
      );
    case "correlation":
      if (!event.correlationId) return null;
      return (
        <Link
          to={{ view: "correlation", id: event.correlationId }}
          title="Timeline of this request"
          isTabStop={isActive}
        >
          <Text value={event.correlationId} />
        </Link>
      );
    case "expiry":
      return <Expiry ttl={event.ttl} />;
    default:
      return <Text value={textOf(name, event)} />;
  }
}

export function Level({ level }: { level: string }) {
  return (
    <span class={`level ${level}`}>
      <Text value={level} />
    </span>
  );
}

function Expiry({ ttl }: { ttl: number | null | undefined }) {
  const now = Date.now();
  const isSoon = typeof ttl === "number" && ttl * 1_000 - now < 86_400_000;
  return <span class={isSoon ? "soon" : "muted"}>{formatExpiry(ttl, now)}</span>;
}

function textOf(name: string, event: ApiEvent): string {
  switch (name) {
    case "origin":
      return event.origin;
    case "event":
      return event.event;
    case "description":
      return event.description.slice(0, 500);
    case "request":
      return event.requestId ?? "";
    case "environment":
      return event.environment ?? "";
    case "error":
      return event.error ? `${event.error.name}: ${event.error.message}`.slice(0, 300) : "";
    default:
      return payloadText(event, name.split(".").slice(1));
  }
}

function payloadText(event: ApiEvent, path: readonly string[]): string {
  let value: unknown = event.payload;
  for (const key of path) {
    const isInside = typeof value === "object" && value !== null && Object.hasOwn(value, key);
    value = isInside ? (value as Record<string, unknown>)[key] : undefined;
  }
  if (value === undefined) return "";
  return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 300);
}

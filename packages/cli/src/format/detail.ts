import { type StoredEvent, toEventId } from "@service-events/query";
import { type EventError, escapeHidden, toSafeJson, toSafeJsonLines } from "@service-events/schema";
import type { Colors } from "../terminal/color.js";
import { paintLevel } from "./table.js";
import { formatExpiry, formatTime, zoneName } from "./time.js";

/** Shown first, last, or as something else. */
const APART = new Set(["event", "level", "createdAt", "description", "ttl", "payload", "pk", "sk"]);

/** Everything about one event, line by line. `now` is in ms. */
export function detailLines(
  event: StoredEvent,
  { colors, utc, now }: { colors: Colors; utc: boolean; now: number },
): string[] {
  const at = Date.parse(event.createdAt);
  const zone = zoneName(utc, Number.isNaN(at) ? now : at);
  const rest = Object.entries(event).filter(
    ([name, value]) => value !== undefined && !APART.has(name),
  );
  const rows: [string, string][] = [
    ["time", `${formatTime(event.createdAt, utc)} ${zone}`],
    ["description", event.description],
    ["level", event.level ?? ""],
    ...rest.map(([name, value]): [string, string] => [name, textOf(withoutStack(name, value))]),
    ["expires", expiryText(event, now)],
    ["id", toEventId(event)],
  ];
  const shown = rows.filter(([, value]) => value !== "");
  const width = Math.max(...shown.map(([name]) => name.length));
  return [
    paintLevel(colors.bold(escapeHidden(event.event)), event.level, colors),
    ...shown.map(
      ([name, value]) => `${colors.dim(escapeHidden(name).padEnd(width))}  ${escapeHidden(value)}`,
    ),
    ...stackLines(event, colors),
    ...(event.payload ? [colors.dim("payload"), ...toSafeJsonLines(event.payload)] : []),
  ];
}

/** The stack gets lines of its own. */
function withoutStack(name: string, value: unknown): unknown {
  if (name !== "error" || typeof value !== "object" || value === null) return value;
  const { stack, ...error } = value as Partial<EventError>;
  return typeof stack === "string" ? error : value;
}

function stackLines({ error }: StoredEvent, colors: Colors): string[] {
  if (typeof error?.stack !== "string") return [];
  return [colors.dim("stack"), ...error.stack.split("\n").map((line) => escapeHidden(line))];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : toSafeJson(value);
}

function expiryText({ ttl }: StoredEvent, now: number): string {
  const left = formatExpiry(ttl, now);
  const date = typeof ttl === "number" ? new Date(ttl * 1000) : undefined;
  if (!date || Number.isNaN(date.getTime())) return left;
  return `in ${left}, ${date.toISOString().slice(0, 16)}Z`;
}

import { type StoredEvent, toEventId } from "@service-events/query";
import { safeJson } from "../terminal/visible.js";
import type { EventField } from "./fields.js";

/** What a line holds: the whole record behind its id, or the fields that were asked for. */
export function toPlain(event: StoredEvent, fields?: readonly EventField[]): object {
  if (!fields) return { id: toEventId(event), ...event };
  return Object.fromEntries(fields.map(({ name, read }) => [name, read(event) ?? null]));
}

/** One event as one line of JSON; `more` is said beside what the event holds. */
export function toNdjson(
  event: StoredEvent,
  fields?: readonly EventField[],
  more?: Record<string, unknown>,
): string {
  return safeJson({ ...toPlain(event, fields), ...more });
}

import { toSafeJson } from "@service-events/schema";
import { toEventId } from "../language/event-id.js";
import type { StoredEvent } from "../read/record.js";
import type { EventField } from "./fields.js";

/**
 * What a line of NDJSON contains: the id and the whole record, or only the given fields.
 *
 * @example
 * for (const event of page.events) console.log(JSON.stringify(toPlainEvent(event)));
 */
export function toPlainEvent(event: StoredEvent, fields?: readonly EventField[]): object {
  if (!fields) return { id: toEventId(event), ...event };
  return Object.fromEntries(fields.map(({ name, read }) => [name, read(event) ?? null]));
}

/**
 * One event as one line of NDJSON, without the line end.
 *
 * @param fields What to write; the id and the whole record by default.
 * @param extra Properties to write after those of the event.
 * @example
 * for await (const event of log.events("since:1h")) process.stdout.write(`${toNdjson(event)}\n`);
 */
export function toNdjson(
  event: StoredEvent,
  fields?: readonly EventField[],
  extra?: Record<string, unknown>,
): string {
  return toSafeJson({ ...toPlainEvent(event, fields), ...extra });
}

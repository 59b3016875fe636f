import { toEventId } from "../language/event-id.js";
import type { StoredEvent } from "../read/record.js";

/** A column of a CSV, or a key of a line of NDJSON. */
export interface EventField {
  /** The heading of the column, or the key. */
  name: string;
  read(event: StoredEvent): unknown;
}

/** The columns of a CSV when none are chosen. */
export const CSV_FIELDS: readonly EventField[] = [
  ...(
    [
      "createdAt",
      "level",
      "origin",
      "event",
      "userId",
      "description",
      "requestId",
      "correlationId",
      "environment",
      "error",
      "payload",
      "ttl",
    ] as const
  ).map((name) => ({ name, read: (event: StoredEvent) => event[name] })),
  { name: "id", read: toEventId },
];

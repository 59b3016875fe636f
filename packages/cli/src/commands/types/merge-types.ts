import type { RegisteredOrigin } from "@service-events/query";

/** One type of event of one origin. */
export interface TypeRow {
  origin: string;
  event: string;
  count: number;
  level?: string;
  /** `null` keeps its events forever. */
  retentionDays?: number | null;
  description?: string;
  /** Whether events of it were found that the catalogue of its origin does not know. */
  unknown: boolean;
}

/** Every type that a catalogue has or that was seen, by origin and name; counts are by `origin#event`. */
export function mergeTypes(
  origins: readonly RegisteredOrigin[],
  counts: ReadonlyMap<string, number>,
): TypeRow[] {
  const rows = new Map<string, TypeRow>();
  for (const { origin, events } of origins) {
    for (const [event, { level, retentionDays, description }] of Object.entries(events)) {
      const about = { level, retentionDays, description };
      rows.set(`${origin}#${event}`, { origin, event, count: 0, ...about, unknown: false });
    }
  }
  for (const [key, count] of counts) {
    const at = key.indexOf("#");
    const row = rows.get(key);
    if (row) row.count = count;
    else {
      const [origin, event] = [key.slice(0, at), key.slice(at + 1)];
      rows.set(key, { origin, event, count, unknown: true });
    }
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

import type { Plan, ReadCost } from "@service-events/query";

/** The plan and the cost of a read in one line. */
export function describeRead({ source, partitions }: Plan, { items, units, ms }: ReadCost): string {
  const place = source === "table" ? "the table" : source;
  const count = partitions.length === 1 ? "one partition" : `${partitions.length} partitions`;
  const spent = Math.ceil(units * 2) / 2;
  return `${count} of ${place} · ${items} items, ${spent} read units, ${Math.round(ms)} ms`;
}

/** The counts that the progress of a long read shows. */
export function readCounts(so: { events: number; items: number; units: number }): string[] {
  return [`${so.events} events`, `${so.items} items`, `${Math.ceil(so.units)} read units`];
}

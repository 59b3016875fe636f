import type { ApiEvent } from "../../api/answers.js";

/** A row of the log: an event, or a gap in time. */
export type Row = EventRow | GapRow;

export interface EventRow {
  kind: "event";
  sk: string;
  event: ApiEvent;
  /** Whether it arrived after events with a later time. */
  isLate: boolean;
  /** Whether the tail has just added it. */
  isNew: boolean;
}

export interface GapRow {
  kind: "gap";
  /** Sorts the gap among events, by its end. */
  sk: string;
  /** ISO times. */
  since: string;
  until: string;
}

/** Rows that a live log keeps. */
const LIVE_ROWS = 500;

/** The row of an event. */
export function toRow(event: ApiEvent): EventRow {
  return { kind: "event", sk: event.sk, event, isLate: false, isNew: false };
}

/** Merges rows, newest first and without duplicates, up to {@link LIVE_ROWS}. */
export function mergeRows(rows: readonly Row[], added: readonly Row[]): Row[] {
  const known = new Set(rows.map((row) => row.sk));
  const merged = [...rows, ...added.filter((row) => !known.has(row.sk))];
  return merged.sort((a, b) => (a.sk < b.sk ? 1 : a.sk > b.sk ? -1 : 0)).slice(0, LIVE_ROWS);
}

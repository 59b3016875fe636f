import type { ApiEvent } from "../../api/answers.js";

/** A line of the log: an event, or a stretch of time that was not read. */
export type Row = EventRow | GapRow;

export interface EventRow {
  kind: "event";
  sk: string;
  event: ApiEvent;
  /** Whether events of a later time had arrived before. */
  isLate: boolean;
  /** Whether it arrived while the reader looked on. */
  isNew: boolean;
}

export interface GapRow {
  kind: "gap";
  /** Sorts among events: the end of the stretch. */
  sk: string;
  /** ISO times. */
  since: string;
  until: string;
}

/** Rows that a live log keeps; older ones are a search away. */
const LIVE_ROWS = 500;

/** An event that was searched for. */
export function toRow(event: ApiEvent): EventRow {
  return { kind: "event", sk: event.sk, event, isLate: false, isNew: false };
}

/** Puts rows among those that are there, newest first, each once, and keeps no more than {@link LIVE_ROWS}. */
export function mergeRows(rows: readonly Row[], added: readonly Row[]): Row[] {
  const known = new Set(rows.map((row) => row.sk));
  const merged = [...rows, ...added.filter((row) => !known.has(row.sk))];
  return merged.sort((a, b) => (a.sk < b.sk ? 1 : a.sk > b.sk ? -1 : 0)).slice(0, LIVE_ROWS);
}

import { navigate, route } from "../state/route.js";
import type { GapRow } from "../state/rows.js";
import { formatTime } from "../text/format.js";
import { withTime } from "../text/terms.js";

/** Marks a stretch of time whose events are not shown, and links to them. */
export function Gap({ row }: { row: GapRow }) {
  const { zone } = route.value;
  const { since, until } = row;
  return (
    <div role="gridcell" class="cell">
      Not shown: events from {formatTime(since, zone)} to {formatTime(until, zone)}. Too many
      arrived at once.
      <button type="button" class="link" onClick={() => readGap(row)}>
        Show this time range
      </button>
    </div>
  );
}

/** Searches the time of a gap. */
export function readGap({ since, until }: GapRow): void {
  const { query } = route.peek();
  navigate({ query: withTime(query, { since, until }), tail: false, open: "" });
}

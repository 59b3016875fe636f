import { navigate, route } from "../state/route.js";
import type { GapRow } from "../state/rows.js";
import { formatTime } from "../text/format.js";
import { withTime } from "../text/terms.js";

/** Says that more happened than was followed, and leads there. */
export function Gap({ row }: { row: GapRow }) {
  const { zone } = route.value;
  const { since, until } = row;
  return (
    <div role="gridcell" class="cell">
      Not followed from {formatTime(since, zone)} to {formatTime(until, zone)}: more arrived than is
      shown.
      <button type="button" class="link" onClick={() => readGap(row)}>
        Read this time
      </button>
    </div>
  );
}

/** Searches the time that was not followed. */
export function readGap({ since, until }: GapRow): void {
  const { query } = route.peek();
  navigate({ query: withTime(query, { since, until }), tail: false, open: "" });
}

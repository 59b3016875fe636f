import { navigate, route } from "../state/route.js";
import type { GapRow } from "../state/rows.js";
import { formatTime } from "../text/format.js";
import { withTime } from "../text/terms.js";

/** Says that more happened than was followed, and leads there. */
export function Gap({ row }: { row: GapRow }) {
  const { zone, query } = route.value;
  const { since, until } = row;
  return (
    <div role="gridcell" class="cell">
      Not followed from {formatTime(since, zone)} to {formatTime(until, zone)}: more arrived than is
      shown.
      <button
        type="button"
        class="link"
        onClick={() =>
          navigate({ query: withTime(query, { since, until }), tail: false, open: "" })
        }
      >
        Read this time
      </button>
    </div>
  );
}

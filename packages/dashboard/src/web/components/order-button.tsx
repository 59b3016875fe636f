import { navigate, route } from "../state/route.js";
import { Icon } from "./icon.js";

/** Toggles the order of events. */
export function OrderButton() {
  const { order } = route.value;
  const other = order === "newest" ? "oldest" : "newest";
  return (
    <button
      type="button"
      class="button"
      aria-label={`${order} first; change to ${other} first`}
      onClick={() => navigate({ order: other, tail: false, open: "" })}
    >
      <Icon name={order === "newest" ? "next" : "previous"} />
      <span class="wide-only">{order === "newest" ? "Newest" : "Oldest"}</span>
    </button>
  );
}

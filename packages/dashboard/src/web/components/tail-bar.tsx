import { navigate, route } from "../state/route.js";
import { isPaused, looks, pauseTail, resumeTail, tailError, waitingCount } from "../state/tail.js";
import { Icon } from "./icon.js";

/** Begins or ends to follow. A log that is followed begins with the newest. */
export function toggleTail(): void {
  const { tail } = route.peek();
  navigate(tail ? { tail: false } : { tail: true, order: "newest" });
}

export function TailButton() {
  const { tail } = route.value;
  return (
    <button type="button" class="button tail" aria-pressed={tail} onClick={toggleTail}>
      {tail ? (
        // One beat a look: one that never rests would have the browser draw sixty times a second.
        <span key={looks.value} class="pulse" data-paused={isPaused.value ? "" : undefined} />
      ) : (
        <Icon name="play" />
      )}
      Live
    </button>
  );
}

/** What waits while the reader reads, and what keeps the log from being followed. */
export function TailBar() {
  if (!route.value.tail) return null;
  const count = waitingCount.value;
  const error = tailError.value;
  return (
    <div class="tail-bar">
      {error && <span class="problem">Not followed at the moment: {error.message}</span>}
      {isPaused.value ? (
        <button
          type="button"
          class="button primary"
          onClick={() => {
            document.getElementById("events")?.scrollTo({ top: 0 });
            resumeTail();
          }}
        >
          <Icon name="play" />
          {count === "0" ? "Paused" : `${count} new`}
          <span class="visually-hidden">: resume</span>
        </button>
      ) : (
        <button type="button" class="button" onClick={pauseTail}>
          <Icon name="pause" />
          Pause
        </button>
      )}
    </div>
  );
}

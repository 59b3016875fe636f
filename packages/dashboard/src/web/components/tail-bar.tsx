import { navigate, route } from "../state/route.js";
import { isPaused, looks, pauseTail, resumeTail, tailError, waitingCount } from "../state/tail.js";
import { Icon } from "./icon.js";

/** Starts or stops following the log, which switches to newest first. */
export function toggleTail(): void {
  const { tail } = route.peek();
  navigate(tail ? { tail: false } : { tail: true, order: "newest" });
}

export function TailButton() {
  const { tail } = route.value;
  return (
    <button type="button" class="button tail" aria-pressed={tail} onClick={toggleTail}>
      {tail ? (
        // One pulse per poll: an endless animation would repaint 60 times a second.
        <span key={looks.value} class="pulse" data-paused={isPaused.value ? "" : undefined} />
      ) : (
        <Icon name="play" />
      )}
      Live
    </button>
  );
}

/** The number of waiting events, the pause button, and the error of the last poll. */
export function TailBar() {
  if (!route.value.tail) return null;
  const count = waitingCount.value;
  const error = tailError.value;
  return (
    <div class="tail-bar">
      {error && <span class="problem">Live updates are interrupted: {error.message}</span>}
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

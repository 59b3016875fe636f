import { signal } from "@preact/signals";

/** The least time between announcements, in ms, so that a screen reader can finish. */
const PAUSE = 5_000;

/** The text of the page's status region. */
export const announcement = signal("");

let timer: ReturnType<typeof setTimeout> | undefined;
let next: string | undefined;

/** Announces a text; of several within the pause, the last one. */
export function announce(text: string): void {
  if (timer !== undefined) {
    next = text;
    return;
  }
  announcement.value = text;
  timer = setTimeout(() => {
    timer = undefined;
    if (next === undefined) return;
    const waiting = next;
    next = undefined;
    announce(waiting);
  }, PAUSE);
}

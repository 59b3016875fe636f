import { signal } from "@preact/signals";

/** A screen reader that is interrupted more often than this, in ms, says nothing to the end. */
const PAUSE = 5_000;

/** What the page's one status line says. */
export const announcement = signal("");

let timer: ReturnType<typeof setTimeout> | undefined;
let next: string | undefined;

/** Says something once; of what comes too fast, the last. */
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

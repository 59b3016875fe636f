import { signal } from "@preact/signals";
import { completeText } from "@service-events/query/language";
import type { CompletionsAnswer } from "../../api/answers.js";
import { api } from "./session.js";

/** How long to wait for the next key before asking the server, in ms. */
const PAUSE = 90;

/** What can be written at the cursor of the search box. */
export const completion = signal<CompletionsAnswer | undefined>(undefined);

let running: AbortController | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Lists what can be written at a place in a text. Fields, levels and times are known here; only the server knows origins
 * and events.
 */
export function complete(text: string, at: number): void {
  closeCompletion();
  const known = completeText(text, [], at);
  if (known.options.length > 0) {
    completion.value = known;
    return;
  }
  timer = setTimeout(async () => {
    const controller = new AbortController();
    running = controller;
    try {
      const answer = await api.completions(text, at, controller.signal);
      if (!controller.signal.aborted) completion.value = answer;
    } catch {
      // Completion is optional: typing goes on without it.
    }
  }, PAUSE);
}

/** Closes the list, and cancels a pending request for one. */
export function closeCompletion(): void {
  clearTimeout(timer);
  running?.abort();
  completion.value = undefined;
}

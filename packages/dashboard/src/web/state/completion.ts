import { signal } from "@preact/signals";
import type { CompletionsAnswer } from "../../api/answers.js";
import { api } from "./session.js";

/** Waits so long for the next key before it asks, in ms. */
const PAUSE = 90;

/** What may be written at the cursor of the search box. */
export const completion = signal<CompletionsAnswer | undefined>(undefined);

let running: AbortController | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Asks what may be written at a place of a text. */
export function complete(text: string, at: number): void {
  closeCompletion();
  timer = setTimeout(async () => {
    const controller = new AbortController();
    running = controller;
    try {
      const answer = await api.completions(text, at, controller.signal);
      if (!controller.signal.aborted) completion.value = answer;
    } catch {
      // Nobody waits for a list that does not come.
    }
  }, PAUSE);
}

/** Forgets the list, also one that is on its way. */
export function closeCompletion(): void {
  clearTimeout(timer);
  running?.abort();
  completion.value = undefined;
}

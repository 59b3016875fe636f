import { signal } from "@preact/signals";
import type { ExplainAnswer } from "../../api/answers.js";
import { route } from "./route.js";
import { api } from "./session.js";

/** Debounce in ms: an explanation reads up to 120 items itself. */
const PAUSE = 450;

/** The plan and price of the typed, unsubmitted query. */
export const explanation = signal<ExplainAnswer | undefined>(undefined);

let running: AbortController | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Explains a text, debounced. */
export function explainSoon(text: string): void {
  forgetExplanation();
  if (text.trim() === route.peek().query) return;
  timer = setTimeout(async () => {
    const controller = new AbortController();
    running = controller;
    try {
      const answer = await api.explain(text, route.peek().order, controller.signal);
      if (!controller.signal.aborted) explanation.value = answer;
    } catch {
      // An unfinished query may be invalid; errors are shown on submit.
    }
  }, PAUSE);
}

/** Clears the explanation. */
export function forgetExplanation(): void {
  clearTimeout(timer);
  running?.abort();
  explanation.value = undefined;
}

import { signal } from "@preact/signals";
import type { ExplainAnswer } from "../../api/answers.js";
import { route } from "./route.js";
import { api } from "./session.js";

/** An explanation reads up to 120 items itself: it waits until nobody has typed for so long, in ms. */
const PAUSE = 450;

/** The plan and the price of what is typed and not yet searched. */
export const explanation = signal<ExplainAnswer | undefined>(undefined);

let running: AbortController | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Explains a text once nobody types any more. */
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
      // Half a query is none yet; what is wrong is said when it is searched.
    }
  }, PAUSE);
}

/** Forgets what was typed. */
export function forgetExplanation(): void {
  clearTimeout(timer);
  running?.abort();
  explanation.value = undefined;
}

import { signal } from "@preact/signals";

/** Whether the page is so narrow that facets are folded away above the events. */
export const compact = mediaSignal("(max-width: 900px)");

/** Whether it is so narrow that rows are cards and panels fill it. */
export const narrow = mediaSignal("(max-width: 640px)");

/** The dialog that is open over the page. */
export const dialog = signal<"palette" | "help" | "export" | undefined>(undefined);

function mediaSignal(condition: string) {
  const query = matchMedia(condition);
  const matches = signal(query.matches);
  query.addEventListener("change", () => {
    matches.value = query.matches;
  });
  return matches;
}

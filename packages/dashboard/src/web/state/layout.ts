import { signal } from "@preact/signals";

/** Whether the page is narrow enough to collapse the facets. */
export const compact = mediaSignal("(max-width: 900px)");

/** Whether the page is narrow enough to show rows as cards and panels full-width. */
export const narrow = mediaSignal("(max-width: 640px)");

/** The open dialog. */
export const dialog = signal<"palette" | "help" | "export" | undefined>(undefined);

function mediaSignal(condition: string) {
  const query = matchMedia(condition);
  const matches = signal(query.matches);
  query.addEventListener("change", () => {
    matches.value = query.matches;
  });
  return matches;
}

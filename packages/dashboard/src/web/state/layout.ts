import { signal } from "@preact/signals";

const query = matchMedia("(max-width: 640px)");

/** Whether the page is so narrow that rows are cards and panels fill it. */
export const narrow = signal(query.matches);

query.addEventListener("change", () => {
  narrow.value = query.matches;
});

/** The dialog that is open over the page. */
export const dialog = signal<"palette" | "help" | "export" | undefined>(undefined);

import type { Budget } from "@service-events/query";

const NO_END = Number.MAX_SAFE_INTEGER;

/** How everything that a query finds is read, page by page. */
export const LONG_READ: { limit: number; budget: Budget } = {
  /** Enough for few round trips, and never much memory. */
  limit: 500,
  /** Ends a page after so many ms, so that progress is shown and saved even if few events match. */
  budget: { items: NO_END, units: NO_END, ms: 2_000 },
};

import type { StoredEvent } from "@service-events/query";
import type { OpenSink } from "./sinks.js";

/** Whether a place takes no event of that age. */
export function isTooOld({ createdAt }: StoredEvent, { hours }: OpenSink): boolean {
  return hours !== undefined && Date.parse(createdAt) < Date.now() - hours * 3_600_000;
}

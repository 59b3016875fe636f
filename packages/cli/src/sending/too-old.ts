import type { StoredEvent } from "@service-events/query";
import type { Destination } from "./destinations.js";

/** Whether a place takes no event of that age. */
export function isTooOld({ createdAt }: StoredEvent, { hours }: Destination): boolean {
  return hours !== undefined && Date.parse(createdAt) < Date.now() - hours * 3_600_000;
}

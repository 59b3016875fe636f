import type { StoredEvent } from "@service-events/query";
import type { OpenSink } from "./sinks.js";

/** Whether an event is too old for a sink. */
export function isTooOld({ createdAt }: StoredEvent, { maxAgeHours }: OpenSink): boolean {
  return maxAgeHours !== undefined && Date.parse(createdAt) < Date.now() - maxAgeHours * 3_600_000;
}

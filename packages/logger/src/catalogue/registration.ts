import { days, type OriginRegistration } from "@service-events/schema";
import { boundText } from "../payload/limits.js";
import type { RuleBook } from "./rules.js";

/** The registry's item is written once a process, at a write unit a KB: descriptions are enough to know a type by. */
const MAX_DESCRIPTION_BYTES = 120;

/**
 * What an origin tells the registry. Payload schemas are not included: they would cost every cold start their
 * conversion and several write units. `catalogueToJsonSchema` exports them at build time.
 */
export function registrationOf(
  origin: string,
  shards: number,
  { all }: RuleBook,
): OriginRegistration {
  const events = all.map(({ name, level, retention, description, version }) => [
    name,
    {
      level,
      retentionDays: retention === "forever" ? null : retention / days(1),
      ...(description !== name && { description: boundText(description, MAX_DESCRIPTION_BYTES) }),
      ...(version !== undefined && { version }),
    },
  ]);
  return { origin, shards, events: Object.fromEntries(events) };
}

import type { Mapping } from "./mapping.js";

/** The other systems whose exports `import --from` knows. */
export type ForeignFormat = "logsnag" | "posthog" | "datadog" | "segment";

/**
 * How their documented shapes are mapped, one JSON object a line: LogSnag's log, PostHog's events as batch exports and
 * the API write them, Datadog's logs as archives and the search API write them, Segment's calls.
 */
export const FORMATS: Readonly<Record<ForeignFormat, Mapping>> = {
  logsnag: {
    event: "$.event",
    time: "$.timestamp",
    origin: ["$.project", "logsnag"],
    userId: "$.user_id",
    description: "$.description",
    payload: { channel: "$.channel", icon: "$.icon", tags: "$.tags" },
  },
  posthog: {
    id: ["$.uuid", "$.id"],
    event: "$.event",
    time: "$.timestamp",
    origin: "posthog",
    userId: "$.distinct_id",
    payload: "$.properties",
  },
  datadog: {
    id: ["$._id", "$.id"],
    event: ["$.attributes.evt.name", "$.attributes.attributes.evt.name", "LOG"],
    time: ["$.date", "$.attributes.timestamp"],
    origin: ["$.service", "$.attributes.service", "datadog"],
    userId: ["$.attributes.usr.id", "$.attributes.attributes.usr.id"],
    description: ["$.message", "$.attributes.message"],
    level: ["$.status", "$.attributes.status"],
    correlationId: ["$.attributes.dd.trace_id", "$.attributes.attributes.dd.trace_id"],
    payload: ["$.attributes.attributes", "$.attributes"],
  },
  segment: {
    id: "$.messageId",
    // Only `track` has a name of its own; the other calls are told by their type.
    event: ["$.event", "$.type"],
    time: ["$.timestamp", "$.originalTimestamp", "$.receivedAt"],
    origin: ["$.context.app.name", "segment"],
    userId: ["$.userId", "$.anonymousId"],
    description: ["$.event", "$.name"],
    payload: ["$.properties", "$.traits"],
  },
};

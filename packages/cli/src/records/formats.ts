import type { Mapping } from "./mapping.js";

/** The other systems whose exports `import --from` knows. */
export type ForeignFormat = "logsnag" | "posthog" | "datadog" | "segment";

/**
 * How their documented shapes are mapped, one JSON object a line.
 *
 * - LogSnag documents no export, but what is posted to its log.
 * - PostHog documents the events of batch exports and of file downloads as JSON Lines, and those of its API.
 * - Datadog documents the lines of its archives, and the logs that its search API finds.
 * - Segment documents that its storage has the calls as they are, and the fields of these.
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
    requestId: ["$.attributes.lambda.request_id", "$.attributes.attributes.lambda.request_id"],
    payload: {
      "*": ["$.attributes.attributes", "$.attributes"],
      host: ["$.host", "$.attributes.host"],
      source: "$.source",
      tags: ["$.tags", "$.attributes.tags"],
    },
  },
  segment: {
    id: "$.messageId",
    // Only `track` has an event name; for other calls the type is used.
    event: ["$.event", "$.type"],
    time: ["$.timestamp", "$.originalTimestamp", "$.receivedAt"],
    origin: ["$.context.app.name", "segment"],
    userId: ["$.userId", "$.anonymousId"],
    description: ["$.event", "$.name"],
    // `group` and `alias` have another id beside the traits.
    payload: {
      "*": ["$.properties", "$.traits"],
      groupId: "$.groupId",
      previousId: "$.previousId",
    },
  },
};

/**
 * Lines in the shapes that the other systems document; what they say is made up. LogSnag: `POST /v1/log`. PostHog: the
 * events model of batch exports in JSONLines, and an event of the API. Datadog: an entry of an archive, and of the answer
 * to a log search. Segment: `track`, `group` and `identify` by its specification of common fields.
 */
export const LOGSNAG = {
  project: "my-saas",
  channel: "payments",
  event: "New Subscription",
  description: "Ada took the team plan",
  icon: "💰",
  notify: true,
  parser: "text",
  tags: { plan: "team", trial: false },
  user_id: "u_7",
  timestamp: 1_714_557_600,
};

export const POSTHOG_EXPORT = {
  uuid: "018f3a2b-7c1d-7e50-9f6a-2f1d6b9a4c01",
  event: "user signed up",
  distinct_id: "u_7",
  person_id: "0b7f1c52-4f67-4a50-8f2e-111111111111",
  properties: { $browser: "Firefox", plan: "team" },
  person_properties: { email: "ada@example.com" },
  elements_chain: "",
  timestamp: "2024-05-01T10:00:00.123456+00:00",
  created_at: "2024-05-01T10:00:01.000001+00:00",
  _inserted_at: "2024-05-01T10:00:02.000000+00:00",
};

export const POSTHOG_API = {
  id: "018f3a2b-7c1d-0000-9f6a-2f1d6b9a4c02",
  distinct_id: "u_8",
  properties: { $current_url: "https://example.com/" },
  event: "$pageview",
  timestamp: "2024-05-01T10:00:05.500000+00:00",
  person: null,
  elements: [],
  elements_chain: "",
};

export const DATADOG_ARCHIVE = {
  _id: "AQAAAY80_archive",
  date: "2024-05-01T10:00:00.123Z",
  service: "checkout",
  host: "i-0123",
  source: "nodejs",
  status: "error",
  message: "card declined",
  attributes: { evt: { name: "payment.failed" }, usr: { id: "u_7" }, dd: { trace_id: "77" } },
  tags: ["env:prod"],
};

export const DATADOG_API = {
  id: "AQAAAY80_api",
  type: "log",
  attributes: {
    timestamp: "2024-05-01T10:00:01.000Z",
    service: "checkout",
    host: "i-0123",
    status: "warn",
    message: "slow answer",
    tags: ["env:prod"],
    attributes: { duration: 812 },
  },
};

export const SEGMENT_TRACK = {
  anonymousId: "507f191e810c19729de860ea",
  channel: "server",
  context: { ip: "8.8.8.8", app: { name: "web-shop" }, library: { name: "analytics-node" } },
  event: "Order Completed",
  integrations: { All: true },
  messageId: "022bb90c-bbac-11e4-8dfc-aa07a5b093db",
  properties: { orderId: "o_1", revenue: 25 },
  receivedAt: "2024-05-01T10:00:00.909Z",
  sentAt: "2024-05-01T10:00:00.700Z",
  timestamp: "2024-05-01T10:00:00.300Z",
  type: "track",
  userId: "u_7",
  version: 2,
};

export const SEGMENT_GROUP = {
  anonymousId: "507f191e810c19729de860ea",
  groupId: "g_1",
  messageId: "m-3",
  originalTimestamp: "2024-05-01T10:00:03.900Z",
  receivedAt: "2024-05-01T10:00:04.000Z",
  timestamp: "2024-05-01T10:00:03.950Z",
  traits: { name: "Initech", plan: "team" },
  type: "group",
  userId: "u_7",
};

export const SEGMENT_IDENTIFY = {
  anonymousId: "507f191e810c19729de860ea",
  messageId: "m-2",
  receivedAt: "2024-05-01T10:00:03.000Z",
  traits: { plan: "team" },
  type: "identify",
};

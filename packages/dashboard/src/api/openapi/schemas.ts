/** A schema of JSON, as OpenAPI 3.1 has it (draft 2020-12). */
export interface Schema {
  readonly [keyword: string]: unknown;
}

const text: Schema = { type: "string" };
const count: Schema = { type: "number", minimum: 0 };
const whole: Schema = { type: "integer", minimum: 0 };
const flag: Schema = { type: "boolean" };
const texts: Schema = { type: "array", items: text };
const level: Schema = { enum: ["debug", "info", "warn", "error"] };

/** An object whose every property is listed; those in `optional` may be missing. */
function object(required: Record<string, Schema>, optional: Record<string, Schema> = {}): Schema {
  return {
    type: "object",
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

/** Names another schema of the document. */
export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

function listOf(items: Schema): Schema {
  return { type: "array", items };
}

const stopped: Schema = { enum: ["end", "limit", "items", "units", "ms", "bytes"] };

/** What every answer that was read from the log says about the reading. */
const readAnswer = {
  complete: { ...flag, description: "Whether everything that the query asks for was seen." },
  stopped: { ...stopped, description: "Why reading ended." },
  plan: ref("Plan"),
  read: ref("Read"),
  query: { ...text, description: "The canonical text of the query." },
};

const registeredEvent = object(
  {},
  {
    level,
    retentionDays: { type: ["number", "null"] },
    description: text,
    version: { type: "number" },
  },
);

const oidc = object(
  {
    issuer: text,
    clientId: text,
    authorizationEndpoint: text,
    tokenEndpoint: text,
    scopes: texts,
  },
  { logoutEndpoint: text },
);

/** The bodies of all answers, by the names of their types. */
export const schemas: Readonly<Record<string, Schema>> = {
  Event: {
    type: "object",
    description: "An event, with every attribute that its writer gave it.",
    properties: {
      id: text,
      pk: text,
      sk: text,
      origin: text,
      event: text,
      userId: text,
      createdAt: text,
      description: text,
      level,
      payload: { type: "object" },
      requestId: text,
      correlationId: text,
      error: { type: "object" },
      environment: text,
      version: { type: "number" },
      invalid: texts,
      lost: texts,
      weight: { type: "number" },
      ttl: { type: ["number", "null"], description: "Seconds since 1970; null never expires." },
    },
    required: ["id", "pk", "sk", "origin", "event", "createdAt", "description", "ttl"],
  },
  Plan: object(
    {
      source: { enum: ["table", "byUser", "byEvent", "byCorrelation"] },
      partitions: texts,
      range: object({}, { from: text, to: text }),
      order: { enum: ["newest", "oldest"] },
      filtered: texts,
      checked: texts,
      summary: text,
    },
    { access: text, advice: object({ index: text, why: text, cost: text }) },
  ),
  Read: {
    ...object({ items: whole, units: count, ms: count, usd: count }),
    description: "What reading took; US dollars are those of on-demand tables in us-east-1.",
  },
  Estimate: object({ items: count, units: count, usd: count }),
  Events: object({ events: listOf(ref("Event")), ...readAnswer }, { cursor: text }),
  OneEvent: object({ event: ref("Event") }),
  Context: object({
    before: listOf(ref("Event")),
    event: ref("Event"),
    after: listOf(ref("Event")),
    read: ref("Read"),
  }),
  Count: object({
    total: count,
    stored: whole,
    groups: listOf(
      object(
        { key: { type: ["string", "null"] }, count },
        { levels: { type: "object", additionalProperties: count } },
      ),
    ),
  }),
  Counts: object(
    {
      counts: { type: "object", additionalProperties: ref("Count") },
      total: count,
      ...readAnswer,
    },
    { reached: text },
  ),
  Origins: object({
    origins: listOf(
      object({
        origin: text,
        shards: { type: "integer", minimum: 1 },
        events: { type: "object", additionalProperties: registeredEvent },
      }),
    ),
  }),
  Types: object({
    types: listOf(
      object(
        { event: text, origins: texts, known: flag, count },
        {
          level,
          retentionDays: { type: ["number", "null"] },
          description: text,
          version: { type: "number" },
          lastSeen: text,
        },
      ),
    ),
    ...readAnswer,
  }),
  Completions: object({
    from: whole,
    to: whole,
    options: listOf(
      object(
        { text, kind: { enum: ["field", "origin", "event", "level", "time", "value"] } },
        { description: text },
      ),
    ),
  }),
  Explanation: object({
    plan: ref("Plan"),
    estimate: object({ page: ref("Estimate") }, { all: ref("Estimate") }),
    query: text,
    read: ref("Read"),
  }),
  Settings: object(
    { version: text, region: text, table: text, auth: { enum: ["token", "oidc", "none"] } },
    { logGroups: { type: "object", additionalProperties: text }, oidc },
  ),
  ExportEnd: object({
    truncated: object({ reason: text, events: whole }, { cursor: text }),
  }),
  Problem: {
    ...object(
      {
        type: { type: "string", pattern: "^urn:service-events:problem:[a-z-]+$" },
        title: text,
        status: { type: "integer", minimum: 400, maximum: 599 },
        detail: text,
      },
      {
        hint: text,
        column: { type: "integer", minimum: 1 },
        field: text,
        instance: { ...text, description: "Under which the server's log has the cause." },
      },
    ),
    description: "RFC 9457",
  },
};

/**
 * The bodies of all answers: one definition for the types of the API and the page, and for the OpenAPI document.
 * Answers are checked by the compiler and by tests, not at run time.
 */
import { LEVELS } from "@service-events/schema";
import * as v from "valibot";

const text = v.string();
const texts = v.pipe(v.array(text), v.readonly());
const amount = v.pipe(v.number(), v.minValue(0));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const level = v.picklist(LEVELS);

function described<Schema extends v.GenericSchema>(schema: Schema, description: string) {
  return v.pipe(schema, v.description(description));
}

/** What events can be counted by; times are in UTC. */
export const CountKey = v.picklist(["minute", "hour", "day", "event", "origin", "level"]);
export type CountKey = v.InferOutput<typeof CountKey>;

/** A schema that the OpenAPI document lists under a name. */
function named<Schema extends v.GenericSchema>(ref: string, schema: Schema) {
  return v.pipe(schema, v.metadata({ ref }));
}

const eventError = v.object({
  name: text,
  message: text,
  code: v.exactOptional(text),
  fingerprint: text,
  stack: v.exactOptional(text),
});

export const ApiEvent = named(
  "Event",
  described(
    v.looseObject({
      id: described(text, "Its id in `/api/events/{id}`."),
      pk: text,
      sk: text,
      origin: text,
      event: text,
      userId: v.exactOptional(text),
      createdAt: text,
      description: text,
      level: v.exactOptional(level),
      payload: v.exactOptional(v.record(text, v.unknown())),
      requestId: v.exactOptional(text),
      correlationId: v.exactOptional(text),
      error: v.exactOptional(eventError),
      environment: v.exactOptional(text),
      version: v.exactOptional(v.number()),
      invalid: v.exactOptional(v.array(text)),
      lost: v.exactOptional(v.array(text)),
      weight: v.exactOptional(v.number()),
      ttl: v.exactOptional(
        described(v.nullable(v.number()), "Seconds since 1970; null never expires."),
      ),
    }),
    "An event, with every attribute that its writer gave it.",
  ),
);
export type ApiEvent = v.InferOutput<typeof ApiEvent>;

export const PricedRead = named(
  "Read",
  described(
    v.strictObject({ items: whole, units: amount, ms: amount, usd: amount }),
    "What a read took. The price is for on-demand tables in us-east-1.",
  ),
);
export type PricedRead = v.InferOutput<typeof PricedRead>;

const index = v.picklist(["byUser", "byEvent", "byCorrelation"]);

export const DescribedPlan = named(
  "Plan",
  v.strictObject({
    source: v.picklist(["table", ...index.options]),
    partitions: texts,
    range: v.strictObject({ from: v.exactOptional(text), to: v.exactOptional(text) }),
    order: v.picklist(["newest", "oldest"]),
    access: v.exactOptional(text),
    filtered: texts,
    checked: texts,
    advice: v.exactOptional(v.strictObject({ index, why: text, cost: text })),
    summary: described(text, "The plan in a few sentences."),
  }),
);
export type DescribedPlan = v.InferOutput<typeof DescribedPlan>;

const stopped = v.picklist(["end", "limit", "items", "units", "ms", "bytes"]);

/** What every answer that reads the log says about the read. */
const readAnswer = {
  complete: described(v.boolean(), "Whether the read covered everything the query asks for."),
  stopped: described(
    stopped,
    "Why the read ended: no more events, the limit, a used-up part of the budget, or the size of the answer.",
  ),
  plan: DescribedPlan,
  read: PricedRead,
  query: described(text, "The canonical text of the query."),
};
export type ReadAnswer = v.InferOutput<v.StrictObjectSchema<typeof readAnswer, undefined>>;

export const EventsAnswer = named(
  "Events",
  v.strictObject({
    events: v.array(ApiEvent),
    cursor: v.exactOptional(
      described(text, "Where the next page starts; missing when the answer is complete."),
    ),
    ...readAnswer,
  }),
);
export type EventsAnswer = v.InferOutput<typeof EventsAnswer>;

export const EventAnswer = named("OneEvent", v.strictObject({ event: ApiEvent }));
export type EventAnswer = v.InferOutput<typeof EventAnswer>;

export const ContextAnswer = named(
  "Context",
  described(
    v.strictObject({
      before: v.array(ApiEvent),
      event: ApiEvent,
      after: v.array(ApiEvent),
      read: PricedRead,
    }),
    "An event and its neighbours in time, of the same origin, oldest first.",
  ),
);
export type ContextAnswer = v.InferOutput<typeof ContextAnswer>;

const CountGroup = v.strictObject({
  key: described(
    v.nullable(text),
    "The start of a time such as `2026-11-24T02:00Z`, a type, an origin or a level; null for events without a level.",
  ),
  count: amount,
  levels: v.exactOptional(
    described(
      v.record(text, amount),
      "For groups by time: the count of each level; events without one are under `none`.",
    ),
  ),
});
export type CountGroup = v.InferOutput<typeof CountGroup>;

const CountAnswer = named(
  "Count",
  described(
    v.strictObject({
      total: described(amount, "Events that happened; a sampled event counts by its weight."),
      stored: described(whole, "Events that are stored."),
      groups: v.array(CountGroup),
    }),
    "Counts by one thing: times in order, everything else with the largest count first.",
  ),
);
export type CountAnswer = v.InferOutput<typeof CountAnswer>;

export const CountsAnswer = named(
  "Counts",
  v.strictObject({
    counts: described(v.record(text, CountAnswer), "By each name in `by`."),
    total: amount,
    reached: v.exactOptional(
      described(text, "The time down to which events were counted; missing when complete."),
    ),
    ...readAnswer,
  }),
);
export type CountsAnswer = v.InferOutput<typeof CountsAnswer>;

/** What the catalogue of an origin says about a type. */
const registeredEvent = {
  level: v.exactOptional(level),
  retentionDays: v.exactOptional(
    described(v.nullable(v.number()), "null keeps the events of the type forever."),
  ),
  description: v.exactOptional(text),
  version: v.exactOptional(v.number()),
};

export const OriginsAnswer = named(
  "Origins",
  v.strictObject({
    origins: v.pipe(
      v.array(
        v.strictObject({
          origin: text,
          shards: v.pipe(v.number(), v.integer(), v.minValue(1)),
          events: v.record(text, v.strictObject(registeredEvent)),
        }),
      ),
      v.readonly(),
    ),
  }),
);
export type OriginsAnswer = v.InferOutput<typeof OriginsAnswer>;

const TypeAnswer = v.strictObject({
  event: text,
  ...registeredEvent,
  origins: described(v.array(text), "Origins whose catalogue has the type, or that wrote it."),
  known: described(v.boolean(), "Whether a catalogue has the type."),
  count: described(amount, "How many events of the type were counted."),
  lastSeen: v.exactOptional(described(text, "The time of the newest event that was counted.")),
});
export type TypeAnswer = v.InferOutput<typeof TypeAnswer>;

export const TypesAnswer = named(
  "Types",
  v.strictObject({ types: v.array(TypeAnswer), ...readAnswer }),
);
export type TypesAnswer = v.InferOutput<typeof TypesAnswer>;

export const CompletionsAnswer = named(
  "Completions",
  v.strictObject({
    from: described(whole, "Where the text to replace starts, in UTF-16 units from 0."),
    to: described(whole, "Where it ends, exclusive."),
    options: v.array(
      v.strictObject({
        text: described(text, "What to insert."),
        kind: v.picklist(["field", "origin", "event", "level", "time", "value"]),
        description: v.exactOptional(text),
      }),
    ),
  }),
);
export type CompletionsAnswer = v.InferOutput<typeof CompletionsAnswer>;

const Estimate = named("Estimate", v.strictObject({ items: amount, units: amount, usd: amount }));

export const ExplainAnswer = named(
  "Explanation",
  v.strictObject({
    plan: DescribedPlan,
    estimate: v.strictObject({ page: Estimate, all: v.exactOptional(Estimate) }),
    query: text,
    read: described(PricedRead, "What the estimate itself took."),
  }),
);
export type ExplainAnswer = v.InferOutput<typeof ExplainAnswer>;

const OidcSettings = v.strictObject({
  issuer: text,
  clientId: text,
  authorizationEndpoint: text,
  tokenEndpoint: text,
  logoutEndpoint: v.exactOptional(text),
  scopes: v.array(text),
});
/** Where a person logs in. */
export type OidcSettings = v.InferOutput<typeof OidcSettings>;

export const SettingsAnswer = named(
  "Settings",
  described(
    v.strictObject({
      version: text,
      region: text,
      table: text,
      logGroups: v.exactOptional(
        described(v.record(text, text), "The CloudWatch log group of each origin."),
      ),
      auth: v.picklist(["token", "oidc", "none"]),
      oidc: v.exactOptional(OidcSettings),
    }),
    "What the page needs before login. No secrets.",
  ),
);
export type SettingsAnswer = v.InferOutput<typeof SettingsAnswer>;

export const ExportEnd = named(
  "ExportEnd",
  v.strictObject({
    truncated: v.strictObject({ reason: text, events: whole, cursor: v.exactOptional(text) }),
  }),
);

export const ProblemAnswer = named(
  "Problem",
  described(
    v.strictObject({
      type: described(
        v.pipe(text, v.regex(/^urn:service-events:problem:[a-z-]+$/)),
        "What went wrong, for programs, such as `urn:service-events:problem:syntax`.",
      ),
      title: text,
      status: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)),
      detail: described(text, "What went wrong this time, for people."),
      hint: v.exactOptional(described(text, "What to do about it.")),
      column: v.exactOptional(
        described(
          v.pipe(v.number(), v.integer(), v.minValue(1)),
          "Where in the query the error is, in UTF-16 units from 1.",
        ),
      ),
      field: v.exactOptional(described(text, "The parameter that is wrong.")),
      instance: v.exactOptional(described(text, "The id under which the server logged the cause.")),
    }),
    "RFC 9457",
  ),
);
export type ProblemAnswer = v.InferOutput<typeof ProblemAnswer>;

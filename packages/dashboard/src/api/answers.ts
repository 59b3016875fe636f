import type {
  Completion,
  Count,
  Estimate,
  Page,
  Plan,
  ReadCost,
  RegisteredOrigin,
  StoredEvent,
} from "@service-events/query";

/** An event with the id under which `/api/events/{id}` has it. */
export type ApiEvent = StoredEvent & { id: string };

/** What a read took, and its price in US dollars: on demand, in us-east-1. */
export type PricedRead = ReadCost & { usd: number };

/** A plan, and the same in a few sentences. */
export type DescribedPlan = Plan & { summary: string };

/** What every answer that was read from the log says about the reading. */
export interface ReadAnswer {
  /** Whether everything that the query asks for was seen. */
  complete: boolean;
  /** Why reading ended: no more events, the limit, the part of the budget that is used up, or the size of an answer. */
  stopped: Page["stopped"] | "bytes";
  plan: DescribedPlan;
  read: PricedRead;
  /** The canonical text of the query. */
  query: string;
}

/** `/api/events`, `/api/users/{userId}/events`, `/api/correlations/{id}/events` */
export interface EventsAnswer extends ReadAnswer {
  events: ApiEvent[];
  /** Where the next page starts; missing when the answer is complete. */
  cursor?: string;
}

/** `/api/events/{id}` */
export interface EventAnswer {
  event: ApiEvent;
}

/** `/api/events/{id}/context`: neighbours in time, of the same origin, oldest first. */
export interface ContextAnswer {
  before: ApiEvent[];
  event: ApiEvent;
  after: ApiEvent[];
  read: PricedRead;
}

/** One bar of a histogram or one value of a facet. */
export interface CountGroup {
  /** The start of a time such as `2026-11-24T02:00Z`, a type, an origin or a level; `null` for events without a level. */
  key: string | null;
  count: number;
  /** Of groups by time: how many of each level; those without one are under `none`. */
  levels?: Record<string, number>;
}

/** Counts by one thing: times in their order, all others with the largest first. */
export interface CountAnswer extends Pick<Count, "total" | "stored"> {
  groups: CountGroup[];
}

/** `/api/counts` */
export interface CountsAnswer extends ReadAnswer {
  /** By each of the things that `by` names. */
  counts: Record<string, CountAnswer>;
  total: number;
  /** The time down to which was counted; missing when complete. */
  reached?: string;
}

/** `/api/origins` */
export interface OriginsAnswer {
  origins: readonly RegisteredOrigin[];
}

/** A type of event: what catalogues say of it, and what the log holds. */
export interface TypeAnswer {
  event: string;
  level?: string;
  /** `null` keeps its events forever. */
  retentionDays?: number | null;
  description?: string;
  version?: number;
  /** The origins whose catalogue has it, or that wrote it. */
  origins: string[];
  /** Whether a catalogue has it; if not, some service writes what nobody declared. */
  known: boolean;
  /** How many of it were counted. */
  count: number;
  /** The time of the newest one that was counted. */
  lastSeen?: string;
}

/** `/api/types` */
export interface TypesAnswer extends ReadAnswer {
  types: TypeAnswer[];
}

/** `/api/completions` */
export type CompletionsAnswer = Completion;

/** `/api/explain` */
export interface ExplainAnswer {
  plan: DescribedPlan;
  estimate: { page: Estimate; all?: Estimate };
  query: string;
  /** What the estimate took. */
  read: PricedRead;
}

/** Where a person logs in. */
export interface OidcSettings {
  issuer: string;
  clientId: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  logoutEndpoint?: string;
  scopes: string[];
}

/** `/api/settings`: what the page needs before anybody has logged in. No secrets. */
export interface SettingsAnswer {
  version: string;
  region: string;
  table: string;
  /** The CloudWatch log groups of origins. */
  logGroups?: Record<string, string>;
  auth: "token" | "oidc" | "none";
  oidc?: OidcSettings;
}

/** Every error, as `application/problem+json` (RFC 9457). */
export interface ProblemAnswer {
  /** What went wrong, for programs: `urn:service-events:problem:syntax`. */
  type: string;
  title: string;
  status: number;
  /** What went wrong here, for people. */
  detail: string;
  /** What to do about it. */
  hint?: string;
  /** Where in the query it went wrong, counted from 1 in UTF-16 units. */
  column?: number;
  /** The parameter that is wrong. */
  field?: string;
  /** Under which the server's log has the cause. */
  instance?: string;
}

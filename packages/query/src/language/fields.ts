import type { FieldName } from "./query.js";

/** Describes a field to the parser, the completion and the documentation. */
export interface Field {
  /**
   * How values are read: `name` is equal to a text or has a prefix; `level` is one of four, in order; `json` is anything in
   * a payload; `moment` is a point in time; `expiry` is compared with a time.
   */
  kind: "name" | "level" | "json" | "moment" | "expiry" | "text";
  /** Whether it can be compared with `<`, `>` and `..`. */
  isOrdered: boolean;
  /** Whether a path can follow after a dot. */
  path: "no" | "may" | "must";
  summary: string;
  example: string;
}

/** Every field that a text may name, in the order in which completion offers them. */
export const FIELDS: Readonly<Record<Exclude<FieldName, "text">, Field>> = {
  origin: name("the service that recorded the event", "origin:orders"),
  event: name("the type of the event", "event:JOB_FAILED,JOB_STARTED"),
  user: name("the user it is about", "user:u_1"),
  level: {
    kind: "level",
    isOrdered: true,
    path: "no",
    summary: "debug, info, warn or error; ordered from least to most serious",
    example: "level:>=warn",
  },
  since: moment("the earliest time, included", "since:2h"),
  until: moment("the latest time, not included", "until:2026-11-24T12:00Z"),
  payload: {
    kind: "json",
    isOrdered: true,
    path: "must",
    summary: "a value in the payload, by its path; of an array, any of its elements",
    example: "payload.amount:>=100",
  },
  correlation: name(
    "what all events of one request share, across services",
    "correlation:req-7f3a",
  ),
  request: name("the invocation that recorded the event", "request:8d1c2b"),
  error: {
    kind: "name",
    isOrdered: false,
    path: "may",
    summary: "the error's name, code or fingerprint; error.message and the others alone by path",
    example: "error:TimeoutError",
  },
  environment: name("where the service ran", "environment:prod"),
  expires: {
    kind: "expiry",
    isOrdered: true,
    path: "no",
    summary: "when the event will be deleted; `never` if it will not",
    example: "expires:<7d",
  },
  id: name(
    "one event, by the id of its permalink",
    "id:orders@2026-11-24T02:48:15.096003Z@JOB_FAILED@k3",
  ),
};

/** The parts of an error that can follow `error.`. */
export const ERROR_PARTS = ["name", "code", "fingerprint", "message"] as const;

/** Other names that people try for a field. */
const OTHER_NAMES: ReadonlyMap<string, keyof typeof FIELDS> = new Map([
  ["service", "origin"],
  ["source", "origin"],
  ["type", "event"],
  ["name", "event"],
  ["userid", "user"],
  ["severity", "level"],
  ["requestid", "request"],
  ["correlationid", "correlation"],
  ["trace", "correlation"],
  ["env", "environment"],
  ["from", "since"],
  ["after", "since"],
  ["to", "until"],
  ["before", "until"],
  ["ttl", "expires"],
  ["expiry", "expires"],
]);

/** Whether a text is the name of a field. Only own keys count, so `constructor` is not. */
export function isField(text: string): text is keyof typeof FIELDS {
  return Object.hasOwn(FIELDS, text);
}

/** The field that an unknown name most likely means. */
export function nearestField(text: string): keyof typeof FIELDS | undefined {
  const lower = text.toLowerCase();
  if (isField(lower)) return lower;
  const known = OTHER_NAMES.get(lower);
  if (known) return known;
  if (lower.length < 3) return undefined;
  const names = Object.keys(FIELDS).filter(isField);
  return names.find((field) => field.startsWith(lower) || lower.startsWith(field));
}

function name(summary: string, example: string): Field {
  return { kind: "name", isOrdered: false, path: "no", summary, example };
}

function moment(summary: string, example: string): Field {
  return { kind: "moment", isOrdered: false, path: "no", summary, example };
}

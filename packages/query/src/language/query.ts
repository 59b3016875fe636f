/** A parsed query: an event must match all terms. Made by `parseQuery`, or by hand. */
export interface Query {
  terms: readonly Term[];
}

/** One condition: a field has one of the values or, if negated, none of them. */
export interface Term {
  field: FieldName;
  /** Below the field: `["jobId"]` for `payload.jobId`, `["code"]` for `error.code`. */
  path?: readonly string[];
  negated?: boolean;
  /** At least one; an event needs to match one of them. */
  values: readonly Value[];
}

/** The fields of a term. `text` is free text, which searches descriptions. */
export type FieldName =
  | "origin"
  | "event"
  | "user"
  | "level"
  | "request"
  | "correlation"
  | "environment"
  | "error"
  | "payload"
  | "id"
  | "since"
  | "until"
  | "expires"
  | "text";

/** What a field is compared with. */
export type Value =
  | { op: "is"; text: string }
  /** `JOB_*`: begins with the text. */
  | { op: "prefix"; text: string }
  /** `*`: is present. */
  | { op: "exists" }
  | { op: Comparison; text: string }
  /** `10..20`: both ends are included, and one may be missing. */
  | { op: "range"; from?: string; to?: string };

/** Compares a field with a value. */
export type Comparison = "<" | "<=" | ">" | ">=";

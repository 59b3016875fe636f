/** A query with its meaning taken apart: all terms must hold. Made by `parseQuery`, or by hand. */
export interface Query {
  terms: readonly Term[];
}

/** One condition: a field has one of the values, or, negated, none of them. */
export interface Term {
  field: FieldName;
  /** Below the field: `["jobId"]` for `payload.jobId`, `["code"]` for `error.code`. */
  path?: readonly string[];
  negated?: boolean;
  /** At least one; an event needs to match one of them. */
  values: readonly Value[];
}

/** The fields of a term. `text` is what stands without a field: it searches descriptions. */
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
  /** `*`: is there at all. */
  | { op: "exists" }
  | { op: Comparison; text: string }
  /** `10..20`: both ends included; one of them may be missing. */
  | { op: "range"; from?: string; to?: string };

/** Compares a field with a value. */
export type Comparison = "<" | "<=" | ">" | ">=";

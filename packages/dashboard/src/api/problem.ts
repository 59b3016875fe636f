import type { ProblemAnswer } from "./answers.js";

/** Status and title of each kind of problem. The key is the last part of its `type`. */
const KINDS = {
  syntax: [400, "Invalid query"],
  request: [400, "Invalid request"],
  input: [400, "Invalid parameter"],
  cursor: [400, "The cursor belongs to another query"],
  "too-wide": [400, "The query is too broad"],
  unauthorized: [401, "Not logged in"],
  forbidden: [403, "Forbidden"],
  "no-permission": [403, "AWS denied access to the table"],
  "not-found": [404, "Not found"],
  method: [405, "Method not allowed"],
  "slow-request": [408, "The request took too long"],
  body: [413, "Request body not allowed"],
  "too-long": [414, "The address is too long"],
  expectation: [417, "Expectation failed"],
  "rate-limit": [429, "Too many requests"],
  "cost-limit": [429, "Read limit exceeded"],
  headers: [431, "The headers are too large"],
  internal: [500, "Internal error"],
  throttled: [503, "DynamoDB is throttling"],
  unavailable: [503, "DynamoDB is unavailable"],
  "no-table": [503, "Table not found"],
  timeout: [503, "The read timed out"],
} as const satisfies Record<string, readonly [status: number, title: string]>;

/** Identifies the problem for programs. */
export type ProblemKind = keyof typeof KINDS;

/** Details of a problem besides its kind. */
export interface ProblemDetails
  extends Pick<ProblemAnswer, "hint" | "column" | "field" | "instance"> {
  /** For `Retry-After`, in seconds. */
  retryAfter?: number;
  headers?: Record<string, string>;
}

/** An error that is sent to the caller as it is, so it must not contain secrets. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly kind: ProblemKind,
    detail: string,
    readonly details: ProblemDetails = {},
  ) {
    super(detail);
  }

  get status(): number {
    return KINDS[this.kind][0];
  }
}

/** The response for a problem. */
export function problemResponse({ kind, message, details }: Problem): Response {
  const [status, title] = KINDS[kind];
  const { retryAfter, headers, ...said } = details;
  const body: ProblemAnswer = {
    type: `urn:service-events:problem:${kind}`,
    title,
    status,
    detail: message,
    ...said,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "content-type": "application/problem+json",
      ...(retryAfter !== undefined && { "retry-after": String(Math.ceil(retryAfter)) }),
      ...headers,
    },
  });
}

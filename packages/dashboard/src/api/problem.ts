import type { ProblemAnswer } from "./answers.js";

/** Every kind of problem: its status and its title. The key is the end of its `type`. */
const KINDS = {
  syntax: [400, "The query cannot be read"],
  request: [400, "The request is invalid"],
  input: [400, "A parameter cannot be read"],
  cursor: [400, "The cursor belongs to another query"],
  "too-wide": [400, "The query reads too much at once"],
  unauthorized: [401, "Not logged in"],
  forbidden: [403, "Not from here"],
  "no-permission": [403, "AWS does not let the dashboard read the table"],
  "not-found": [404, "Not found"],
  method: [405, "The dashboard only reads"],
  "slow-request": [408, "The request took too long"],
  body: [413, "A body is not read"],
  "too-long": [414, "The address is too long"],
  expectation: [417, "The request expects too much"],
  "rate-limit": [429, "Too many requests"],
  "cost-limit": [429, "Too much was read"],
  headers: [431, "The headers are too large"],
  internal: [500, "The dashboard failed"],
  throttled: [503, "DynamoDB is throttling"],
  unavailable: [503, "DynamoDB does not answer"],
  "no-table": [503, "There is no such table"],
  timeout: [503, "Reading took too long"],
} as const satisfies Record<string, readonly [status: number, title: string]>;

/** What went wrong, for programs. */
export type ProblemKind = keyof typeof KINDS;

/** What is said beside the kind of a problem. */
export interface ProblemDetails
  extends Pick<ProblemAnswer, "hint" | "column" | "field" | "instance"> {
  /** For `Retry-After`, in seconds. */
  retryAfter?: number;
  headers?: Record<string, string>;
}

/** An error that is answered with what it says: nothing in it is a secret of the server. */
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

/** The answer for a problem. */
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

/** What kind of failure a person meets: each has its own words and its own way on. */
export type FailureKind =
  | "syntax"
  | "unauthorized"
  | "forbidden"
  | "missing"
  | "throttled"
  | "offline"
  | "failed";

/** The body of an answer that is an error, by RFC 9457. */
export interface Problem {
  title?: string;
  detail?: string;
  column?: number;
  hint?: string;
}

/** An answer that is an error, or none at all. */
export class ApiError extends Error {
  readonly kind: FailureKind;
  readonly status: number;
  /** Where in the query it went wrong, from 1. */
  readonly column?: number;
  readonly hint?: string;
  /** Seconds after which asking again makes sense. */
  readonly retryAfter?: number;

  constructor(kind: FailureKind, status: number, problem: Problem, retryAfter?: number) {
    super(problem.detail ?? problem.title ?? `the server answered ${status}`);
    this.name = "ApiError";
    this.kind = kind;
    this.status = status;
    this.column = problem.column;
    this.hint = problem.hint;
    this.retryAfter = retryAfter;
  }
}

/** Whatever was thrown, as an error that can be shown. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError("failed", 0, { detail: error instanceof Error ? error.message : "failed" });
}

/** The error of an answer whose status is not a good one. */
export async function readError(response: Response): Promise<ApiError> {
  const problem = await readProblem(response);
  const kind = kindOf(response.status, problem);
  return new ApiError(kind, response.status, problem, readRetryAfter(response.headers));
}

function kindOf(status: number, problem: Problem): FailureKind {
  if (status === 401) return "unauthorized";
  if (status === 403) return "forbidden";
  if (status === 404) return "missing";
  if (status === 429 || status === 503) return "throttled";
  return status === 400 && problem.column !== undefined ? "syntax" : "failed";
}

async function readProblem(response: Response): Promise<Problem> {
  if (!response.headers.get("content-type")?.includes("json")) return {};
  try {
    const body: unknown = await response.json();
    return typeof body === "object" && body !== null ? body : {};
  } catch {
    return {};
  }
}

/** Seconds from now; the header may also be a date. */
function readRetryAfter(headers: Headers): number | undefined {
  const text = headers.get("retry-after");
  if (!text) return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(seconds, 0);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max((date - Date.now()) / 1_000, 0);
}

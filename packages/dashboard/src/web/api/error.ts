/** Kinds of errors that the page explains differently. */
export type FailureKind =
  | "syntax"
  | "unauthorized"
  | "forbidden"
  | "missing"
  | "throttled"
  | "offline"
  | "failed";

/** The body of an error response (RFC 9457). */
export interface Problem {
  title?: string;
  detail?: string;
  column?: number;
  hint?: string;
}

/** An error response, or a missing one. */
export class ApiError extends Error {
  readonly kind: FailureKind;
  readonly status: number;
  /** The column of the error in the query, from 1. */
  readonly column?: number;
  readonly hint?: string;
  /** Seconds to wait before a retry. */
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

/** Converts anything thrown into an error that can be shown. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError("failed", 0, { detail: error instanceof Error ? error.message : "failed" });
}

/** Reads the error of a response. */
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

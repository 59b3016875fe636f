import type { Refusal, RefusalKind } from "../../sink.js";
import type { HttpAnswer } from "../http/post.js";

/** A failure as an AWS service reports it. */
export interface AwsFailure {
  readonly code: string;
  readonly message: string;
}

/** Codes for a service that is busy or briefly failing. The last ones are SQS's. */
const PASSING =
  /^(ProvisionedThroughputExceeded|Throttling|(Request)?LimitExceeded|TransactionInProgress|ReplicatedWriteConflict|Internal(ServerError|Failure|)|ServiceUnavailable|OverLimit|(Request|Kms)Throttled)(Exception)?$/;

const FORBIDDEN =
  /^(AccessDenied|NotAuthorized|UnrecognizedClient|InvalidSignature|ExpiredToken|MissingAuthenticationToken)|^HTTP 40[13]$/;
const THROTTLED = /Throttl|Throughput|LimitExceeded|OverLimit|^HTTP 429$/;

/** Fresh credentials may be about to arrive: a provider can be late. */
const EXPIRED = /^ExpiredToken(Exception)?$/;

const SKEWED = /^(RequestTimeTooSkewed|InvalidSignatureException|RequestExpired)$/;

/** Reads the failure in an answer that is not 200; one that is not JSON comes from an intermediary. */
export function readFailure(answer: HttpAnswer): AwsFailure {
  try {
    const { __type = "", message, Message } = JSON.parse(answer.body) as Record<string, string>;
    const code = __type.slice(__type.lastIndexOf("#") + 1);
    return { code: code || `HTTP ${answer.status}`, message: String(message ?? Message ?? "") };
  } catch {
    return { code: `HTTP ${answer.status}`, message: "the answer is not JSON" };
  }
}

/** Whether other credentials may be accepted. */
export function areRefused({ code }: AwsFailure): boolean {
  return EXPIRED.test(code) || code === "UnrecognizedClientException";
}

/** Whether the signature may have been refused because of this machine's clock. */
export function isSkewed({ code }: AwsFailure): boolean {
  return SKEWED.test(code);
}

/** Whether this code means that the service is busy or briefly failing. */
export function isPassing(code: string): boolean {
  return PASSING.test(code);
}

/** What kind of refusal a code stands for. */
export function kindOf(code: string): RefusalKind | undefined {
  if (FORBIDDEN.test(code)) return "forbidden";
  return THROTTLED.test(code) ? "throttled" : undefined;
}

/** Whether to retry a failure, and its reason. */
export function toRefusal(answer: HttpAnswer, failure: AwsFailure): Refusal {
  const reason = failure.message ? `${failure.code}: ${failure.message}` : failure.code;
  const passing =
    answer.status >= 500 ||
    answer.status === 429 ||
    isPassing(failure.code) ||
    EXPIRED.test(failure.code) ||
    failure.code.startsWith("HTTP ");
  const kind = kindOf(failure.code);
  if (!passing) return { status: "reject", reason, kind };
  // AWS sends seconds. `retryAfterMs`, which also reads dates, is too large to bundle into every function.
  const seconds = Number(answer.headers["retry-after"]);
  return { status: "retry", reason, kind, afterMs: seconds > 0 ? seconds * 1000 : undefined };
}

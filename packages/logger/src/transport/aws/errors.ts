import type { Refusal, RefusalKind } from "../../sink.js";
import type { HttpAnswer } from "../http/post.js";

/** What an AWS service says when it does not do what it was asked. */
export interface AwsFailure {
  readonly code: string;
  readonly message: string;
}

/** The service is busy, or broken for a moment. What SQS calls so stands last. */
const PASSING =
  /^(ProvisionedThroughputExceeded|Throttling|(Request)?LimitExceeded|TransactionInProgress|ReplicatedWriteConflict|Internal(ServerError|Failure|)|ServiceUnavailable|OverLimit|(Request|Kms)Throttled)(Exception)?$/;

const FORBIDDEN =
  /^(AccessDenied|NotAuthorized|UnrecognizedClient|InvalidSignature|ExpiredToken|MissingAuthenticationToken)|^HTTP 40[13]$/;
const THROTTLED = /Throttl|Throughput|LimitExceeded|OverLimit|^HTTP 429$/;

/** Fresh credentials may be on their way: a provider can be as late as it likes. */
const EXPIRED = /^ExpiredToken(Exception)?$/;

const SKEWED = /^(RequestTimeTooSkewed|InvalidSignatureException|RequestExpired)$/;

/** Reads the failure in an answer that is not 200; one that is no JSON comes from something in between. */
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

/** Whether a service says by this code that it is busy, or broken for a moment. */
export function isPassing(code: string): boolean {
  return PASSING.test(code);
}

/** What kind of refusal a code stands for. */
export function kindOf(code: string): RefusalKind | undefined {
  if (FORBIDDEN.test(code)) return "forbidden";
  return THROTTLED.test(code) ? "throttled" : undefined;
}

/** Whether a failure passes, and what to say of it. */
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
  // AWS says it in seconds. `retryAfterMs`, which also reads dates, is more than every function should carry for it.
  const seconds = Number(answer.headers["retry-after"]);
  return { status: "retry", reason, kind, afterMs: seconds > 0 ? seconds * 1000 : undefined };
}

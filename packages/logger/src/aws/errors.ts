import type { HttpAnswer } from "../http/post.js";
import type { Refusal } from "../sink.js";

/** What an AWS service says when it does not do what it was asked. */
export interface AwsFailure {
  readonly code: string;
  readonly message: string;
}

/** The service is busy, or broken for a moment. */
const PASSING = new Set([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "Throttling",
  "RequestLimitExceeded",
  "LimitExceededException",
  "TransactionInProgressException",
  "InternalServerError",
  "InternalFailure",
  "InternalException",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  // SQS has words of its own for the same.
  "RequestThrottled",
  "OverLimit",
  "KmsThrottled",
]);

/** Fresh credentials may be on their way: a provider can be as late as it likes. */
const EXPIRED = new Set(["ExpiredTokenException", "ExpiredToken"]);

const SKEWED = new Set(["RequestTimeTooSkewed", "InvalidSignatureException", "RequestExpired"]);

/** Reads the failure in an answer that is not 200; one that is no JSON comes from something in between. */
export function readFailure(answer: HttpAnswer): AwsFailure {
  try {
    const { __type = "", message, Message } = JSON.parse(answer.body) as Record<string, string>;
    const code = __type.slice(__type.lastIndexOf("#") + 1);
    return { code: code || `HTTP ${answer.status}`, message: message ?? Message ?? "" };
  } catch {
    return { code: `HTTP ${answer.status}`, message: "the answer is not JSON" };
  }
}

/** Whether other credentials may be accepted. */
export function areRefused({ code }: AwsFailure): boolean {
  return EXPIRED.has(code) || code === "UnrecognizedClientException";
}

/** Whether the signature may have been refused because of this machine's clock. */
export function isSkewed({ code }: AwsFailure): boolean {
  return SKEWED.has(code);
}

/** Whether a service says by this code that it is busy, or broken for a moment. */
export function isPassing(code: string): boolean {
  return PASSING.has(code);
}

/** Whether a failure passes, and what to say of it. */
export function toRefusal(answer: HttpAnswer, failure: AwsFailure): Refusal {
  const reason = failure.message ? `${failure.code}: ${failure.message}` : failure.code;
  const passing =
    answer.status >= 500 ||
    answer.status === 429 ||
    isPassing(failure.code) ||
    EXPIRED.has(failure.code) ||
    failure.code.startsWith("HTTP ");
  if (!passing) return { status: "reject", reason };
  const seconds = Number(answer.headers["retry-after"]);
  return seconds > 0
    ? { status: "retry", reason, afterMs: seconds * 1000 }
    : { status: "retry", reason };
}

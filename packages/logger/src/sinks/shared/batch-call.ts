import type { BatchOutcome, Outcome } from "../../sink.js";
import { OK } from "../../sink.js";
import type { Call } from "../../transport/aws/call.js";
import { isPassing, kindOf } from "../../transport/aws/errors.js";

/** Errors that reject the whole request because of one record. */
const BAD_RECORD = new Set([
  "ValidationException",
  "InvalidArgumentException",
  "SerializationException",
  "RequestEntityTooLargeException",
  "HTTP 413",
]);

/** A service's result for one record. */
interface RecordResult {
  ErrorCode?: string;
  ErrorMessage?: string;
}

/**
 * Calls an operation that takes a batch and answers for each record of it.
 *
 * @param resultsIn the member of the answer that has one result for each record, in their order
 */
export async function callWithBatch(
  call: Call,
  body: string,
  resultsIn: string,
  signal: AbortSignal,
): Promise<BatchOutcome> {
  const answer = await call(body, signal);
  if (typeof answer === "string") return readOutcomes(answer, resultsIn);
  if (!BAD_RECORD.has(answer.code)) return answer.refusal;
  return { status: "bisect", reason: answer.refusal.reason };
}

function readOutcomes(answer: string, resultsIn: string): BatchOutcome {
  try {
    const results = (JSON.parse(answer) as Record<string, RecordResult[]>)[resultsIn];
    if (results) return results.map(toOutcome);
  } catch {
    // Reported below as a missing result.
  }
  return { status: "retry", reason: `the answer is not the service's: it has no ${resultsIn}` };
}

function toOutcome({ ErrorCode: code, ErrorMessage: message = "" }: RecordResult): Outcome {
  if (!code) return OK;
  const reason = `${code}: ${message}`;
  return { status: isPassing(code) ? "retry" : "reject", reason, kind: kindOf(code) };
}

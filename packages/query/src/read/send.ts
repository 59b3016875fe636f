import { setTimeout as delay } from "node:timers/promises";
import {
  type DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  type GetItemCommandOutput,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from "@aws-sdk/client-dynamodb";
import type { IndexName } from "@service-events/schema";
import { MissingIndexError, QueryThrottledError, QueryUnavailableError } from "../errors.js";

/** The maximum number of attempts, the first one included. */
const MAX_ATTEMPTS = 6;
/** The longest first pause between attempts, in ms; it doubles each time. */
const BASE_DELAY = 50;
const MAX_DELAY = 5_000;
/** How long an attempt waits for an answer, in ms; the SDK alone would wait forever. */
const ATTEMPT_TIMEOUT = 10_000;

const THROTTLES: ReadonlySet<string> = new Set([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "RequestLimitExceeded",
  "LimitExceededException",
]);

const NETWORK_CODES: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
]);

/** Sends a Query; throttles, lost connections and broken answers are retried. */
export function sendQuery(
  client: DynamoDBClient,
  input: QueryCommandInput,
  signal?: AbortSignal,
): Promise<QueryCommandOutput> {
  return retry((attemptSignal) => {
    const command = new QueryCommand(input);
    command.middlewareStack.add(passOn, OUR_RETRIES);
    return client.send(command, { abortSignal: attemptSignal });
  }, signal).catch((error) => {
    throw isMissingIndex(error)
      ? new MissingIndexError(input.IndexName as IndexName, error)
      : error;
  });
}

/** Sends a GetItem; throttles, lost connections and broken answers are retried. */
export function sendGetItem(
  client: DynamoDBClient,
  input: GetItemCommandInput,
  signal?: AbortSignal,
): Promise<GetItemCommandOutput> {
  return retry((attemptSignal) => {
    const command = new GetItemCommand(input);
    command.middlewareStack.add(passOn, OUR_RETRIES);
    return client.send(command, { abortSignal: attemptSignal });
  }, signal);
}

/**
 * Replaces the SDK's retry middleware of a command, whatever the client's settings: with both, each of our attempts would
 * be three. Name, step and priority are those of the SDK's middleware.
 */
const OUR_RETRIES = {
  name: "retryMiddleware",
  step: "finalizeRequest",
  priority: "high",
  override: true,
} as const;

function passOn<Next>(next: Next): Next {
  return next;
}

async function retry<Output>(
  call: (signal: AbortSignal) => Promise<Output>,
  signal: AbortSignal | undefined,
): Promise<Output> {
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await callWithin(ATTEMPT_TIMEOUT, call, signal);
    } catch (error) {
      signal?.throwIfAborted();
      const failure = classify(error);
      if (failure === "permanent") throw error;
      if (attempt === MAX_ATTEMPTS) throw finalError(failure, attempt, error);
    }
    // Full jitter, so that clients that were throttled together do not retry together.
    const longest = Math.min(BASE_DELAY * 2 ** (attempt - 1), MAX_DELAY);
    await delay(Math.random() * longest, undefined, { signal }).catch((error) => {
      signal?.throwIfAborted();
      throw error;
    });
  }
}

/** One attempt that ends with the caller's signal or after `ms`. */
async function callWithin<Output>(
  ms: number,
  call: (signal: AbortSignal) => Promise<Output>,
  signal: AbortSignal | undefined,
): Promise<Output> {
  const attempt = new AbortController();
  const abort = () => attempt.abort(signal?.reason);
  const timer = setTimeout(() => attempt.abort(new TimeoutError(ms)), ms);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    return await call(attempt.signal);
  } catch (error) {
    // The SDK reports all aborts alike; the signal's reason tells them apart.
    throw attempt.signal.aborted ? attempt.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

class TimeoutError extends Error {
  override readonly name = "TimeoutError";

  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
  }
}

type Failure = "throttled" | "unavailable" | "permanent";

/** A failure, duck-typed: instanceof fails across copies of the SDK. */
interface SdkFailure {
  name?: string;
  message?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number; clockSkewCorrected?: boolean };
  $retryable?: { throttling?: boolean };
}

function classify(error: unknown): Failure {
  const { name = "", code = "", $metadata, $retryable } = (error ?? {}) as SdkFailure;
  if (THROTTLES.has(name) || $retryable?.throttling || $metadata?.httpStatusCode === 429) {
    return "throttled";
  }
  const isTransient =
    name === "TimeoutError" ||
    // The answer is incomplete, or not DynamoDB's: it could not be parsed.
    name === "SyntaxError" ||
    NETWORK_CODES.has(code) ||
    ($metadata?.httpStatusCode ?? 0) >= 500 ||
    $metadata?.clockSkewCorrected === true;
  return isTransient ? "unavailable" : "permanent";
}

function finalError(failure: Failure, attempts: number, cause: unknown): Error {
  if (failure === "throttled") return new QueryThrottledError(attempts, cause);
  return new QueryUnavailableError(attempts, cause);
}

function isMissingIndex(error: unknown): boolean {
  const { name, message = "" } = (error ?? {}) as SdkFailure;
  return name === "ValidationException" && message.includes("does not have the specified index");
}

import type { CheckedCatalogue } from "../catalogue/brand.js";
import type { DefaultEvents } from "../catalogue/default-events.js";
import type { Catalogue } from "../catalogue/definition.js";
import { rememberOutside } from "../work-scope.js";
import { type LoggingContext, withLogger } from "./context.js";
import { correlationId } from "./correlation.js";
import { currentExtension, registerExtension } from "./extension.js";
import {
  createFunctionLogging,
  type FunctionLogging,
  type FunctionLoggingOptions,
} from "./function-logging.js";
import { currentInvocation, type Invocation, runInvocation } from "./invocation.js";
import { flushAll, openSettlement } from "./settle.js";
import { awaitMs, beforeTimeout, timeoutOf } from "./timing.js";

/** Options of a function's logging. Precedence: option, environment, default. */
export interface WithLoggingOptions<Events extends Catalogue = DefaultEvents>
  extends FunctionLoggingOptions<Events> {
  /**
   * When the events of an invocation are delivered: `await` before the response leaves, `after-response` once it has
   * left, before the environment freezes. Default: `after-response` when
   * `@service-events/logger/after-response` is imported, else `await`.
   */
  flush?: FlushMode;
}

/** When the events of an invocation are delivered. */
export type FlushMode = (typeof FLUSH_MODES)[number];

const FLUSH_MODES = ["await", "after-response"] as const;

/** The symbol with which `awslambda.streamifyResponse` marks a handler for the runtime. */
const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const HIGH_WATER_MARK = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");

/**
 * Gives a Lambda handler a logger whose events are delivered before the environment freezes.
 *
 * The handler's context is Lambda's own plus `logger`. What the handler throws is recorded as an `ERROR` event, once,
 * and rethrown unchanged. An imminent timeout is recorded too.
 *
 * @throws TypeError or RangeError if an option or an environment variable is invalid.
 * @example
 * export const handler = withLogging(async (event: { jobId: string }, ctx) => {
 *   ctx.logger.event(EventType.JobStarted, { description: "Job started", payload: { jobId: event.jobId } });
 * });
 */
export function withLogging<TEvent, TResult, const Events extends CheckedCatalogue = DefaultEvents>(
  handler: (event: TEvent, context: LoggingContext<Events>) => Promise<TResult> | TResult,
  options?: WithLoggingOptions<Events>,
): (event: TEvent, context?: unknown) => Promise<TResult>;
/** For a handler marked by `awslambda.streamifyResponse`, which streams its response. */
export function withLogging<
  TEvent,
  TStream,
  TResult,
  const Events extends CheckedCatalogue = DefaultEvents,
>(
  handler: (
    event: TEvent,
    responseStream: TStream,
    context: LoggingContext<Events>,
  ) => Promise<TResult> | TResult,
  options?: WithLoggingOptions<Events>,
): (event: TEvent, responseStream: TStream, context?: unknown) => Promise<TResult>;
export function withLogging(
  given: (...args: never[]) => unknown,
  options: WithLoggingOptions = {},
): AsyncHandler {
  const handler = checkHandler(given);
  const { flush, ...functionOptions } = options;
  if (flush !== undefined && !FLUSH_MODES.includes(flush)) {
    throw new TypeError(`flush must be 'await' or 'after-response', received '${String(flush)}'`);
  }
  if (flush === "after-response") void registerExtension();
  const logging = createFunctionLogging(functionOptions);
  rememberOutside();

  // Async, and without a third parameter unless it streams: the runtime checks both.
  if (!isStreaming(handler)) {
    return async function withLoggingHandler(event: unknown, context?: unknown) {
      return invoke(logging, flush, event, context, (own) => handler(event, own));
    };
  }
  async function withLoggingHandler(event: unknown, responseStream: unknown, context?: unknown) {
    return invoke(logging, flush, event, context, (own) => handler(event, responseStream, own));
  }
  return copyMarks(handler, withLoggingHandler);
}

type AnyHandler = (...args: unknown[]) => unknown;
type AsyncHandler = (...args: unknown[]) => Promise<unknown>;

function checkHandler(given: unknown): AnyHandler {
  if (typeof given !== "function") {
    throw new TypeError(`withLogging takes a handler function, received ${typeof given}`);
  }
  const handler = given as AnyHandler;
  if (handler.length < 3 || isStreaming(handler)) return handler;
  throw new TypeError(
    "withLogging takes an async handler of (event, context). Lambda rejects a third parameter for " +
      "a callback from Node.js 24 on: return a promise instead. For a streamed response use " +
      "withLogging(awslambda.streamifyResponse(handler))",
  );
}

function isStreaming(handler: AnyHandler): boolean {
  return Reflect.get(handler, STREAMING) === "response";
}

function copyMarks(from: AnyHandler, to: AsyncHandler): AsyncHandler {
  for (const mark of [STREAMING, HIGH_WATER_MARK]) {
    const value: unknown = Reflect.get(from, mark);
    if (value !== undefined) Reflect.set(to, mark, value);
  }
  return to;
}

async function invoke(
  logging: FunctionLogging,
  flush: FlushMode | undefined,
  event: unknown,
  context: unknown,
  run: (context: LoggingContext<Catalogue>) => unknown,
): Promise<unknown> {
  const { awsRequestId, functionName } = (context ?? {}) as Partial<LoggingContext>;
  const bindings = { requestId: awsRequestId, correlationId: correlationId(event, context) };
  const outer = currentInvocation();
  const writers = outer?.writers ?? new Map();
  const logger = logging.open(functionName, bindings, writers);
  const invocation: Invocation = {
    logger,
    writers,
    recorded: outer?.recorded ?? new Set(),
    ended: false,
  };
  // The outermost wrapper watches the clock, and settles for all.
  const finish = outer ? doNothing : begin(invocation, flush, context);
  try {
    return await runInvocation(invocation, () => run(withLogger(context, logger)));
  } catch (error) {
    recordThrown(invocation, error);
    throw error;
  } finally {
    invocation.ended = true;
    await finish();
  }
}

async function doNothing(): Promise<void> {}

/** Starts what accompanies an invocation, and returns what ends it. */
function begin(
  invocation: Invocation,
  flush: FlushMode | undefined,
  context: unknown,
): () => Promise<void> {
  const { logger, writers } = invocation;
  const startedAt = performance.now();
  const timeoutAt = timeoutOf(context);
  const { awsRequestId } = (context ?? {}) as Partial<LoggingContext>;

  const settle = openSettlement(writers);
  async function settleAll(ms: number): Promise<void> {
    // The next invocation settles later events.
    invocation.ended = true;
    await settle(ms);
  }

  let timedOut = false;
  const callOff = beforeTimeout(timeoutAt, (remainingMs) => {
    timedOut = true;
    logger.error(`timed out after ${Math.round(performance.now() - startedAt)} ms`, {
      remainingMs,
    });
    void flushAll(writers.values(), awaitMs(timeoutAt));
  });
  const leaveToExtension =
    flush !== "await" && typeof awsRequestId === "string"
      ? currentExtension()?.begin(awsRequestId, settleAll)
      : undefined;

  return async function finish() {
    callOff();
    if (timedOut) logger.warn("completed after it was recorded as timed out");
    if (leaveToExtension) leaveToExtension();
    else await settleAll(awaitMs(timeoutAt));
  };
}

/** Anything can be thrown, even an object with throwing getters. */
function recordThrown({ logger, recorded }: Invocation, thrown: unknown): void {
  if (recorded.has(thrown)) return;
  recorded.add(thrown);
  logger.error(messageOf(thrown), typeof thrown === "string" ? undefined : thrown);
}

function messageOf(thrown: unknown): string {
  try {
    if (typeof thrown === "string" && thrown !== "") return thrown;
    const { message, name } = thrown as Partial<Error>;
    if (message || name) return String(message || name);
  } catch {
    // Reported as the fallback below.
  }
  return "the handler threw something that is not an Error";
}
